package rest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// confidential is the hash of a body that holds a password or says who somebody
// is. Events keep hashes for ever, and who reads them could try passwords and
// names until one fits. So it is keyed with what only its sender knows, the
// Idempotency-Key, which is no better than that is hard to guess. Without a key
// nothing is ever compared, and nothing is kept.
func confidential(c Commanding, hash string) string {
	if c.IdempotencyKey == "" {
		return hashOf(nil)
	}
	mac := hmac.New(sha256.New, []byte(c.IdempotencyKey))
	mac.Write([]byte(hash))
	return hex.EncodeToString(mac.Sum(nil))
}
