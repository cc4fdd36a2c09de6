package secrets

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"
)

// Cost is what a password hash takes: Memory in KiB, Passes over it, Lanes at
// once (RFC 9106).
type Cost struct {
	Memory uint32
	Passes uint32
	Lanes  uint8
}

// DefaultCost is what new passwords are hashed with.
var DefaultCost = Cost{Memory: 64 << 10, Passes: 3, Lanes: 1}

// Bounds of what is believed to be a hash of ours: what stands in the database
// must not make us allocate a gigabyte.
const (
	maxMemory = 256 << 10
	maxPasses = 16
	maxLanes  = 16
	maxPart   = 64
)

const saltBytes, keyBytes = 16, 32

// phc is a hash in the string format of the Password Hashing Competition:
//
//	$argon2id$v=19$m=65536,t=3,p=1$<salt>$<key>
type phc struct {
	cost Cost
	salt []byte
	key  []byte
}

var errNotPHC = errors.New("secrets: not an argon2id hash as this program writes it")

func (h phc) String() string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.cost.Memory, h.cost.Passes, h.cost.Lanes,
		b64.EncodeToString(h.salt), b64.EncodeToString(h.key))
}

// parsePHC accepts only what String writes.
func parsePHC(text string) (phc, error) {
	parts := strings.Split(text, "$")
	if len(parts) != 6 || len(text) > 4*maxPart {
		return phc{}, errNotPHC
	}
	var h phc
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.cost.Memory, &h.cost.Passes, &h.cost.Lanes); err != nil {
		return phc{}, errNotPHC
	}
	var errs [2]error
	h.salt, errs[0] = base64.RawStdEncoding.DecodeString(parts[4])
	h.key, errs[1] = base64.RawStdEncoding.DecodeString(parts[5])
	if errors.Join(errs[:]...) != nil || !h.cost.sane() || !h.sane() || h.String() != text {
		return phc{}, errNotPHC
	}
	return h, nil
}

func (c Cost) sane() bool {
	return c.Lanes >= 1 && c.Lanes <= maxLanes && c.Passes >= 1 && c.Passes <= maxPasses &&
		c.Memory >= 8*uint32(c.Lanes) && c.Memory <= maxMemory
}

func (h phc) sane() bool {
	return len(h.salt) >= 8 && len(h.salt) <= maxPart && len(h.key) >= 16 && len(h.key) <= maxPart
}

// newPHC hashes with a salt of its own.
func newPHC(c Cost, password string) phc {
	h := phc{cost: c, salt: make([]byte, saltBytes), key: make([]byte, keyBytes)}
	_, _ = rand.Read(h.salt) // never fails, see crypto/rand
	h.key = h.derive(password)
	return h
}

// dummy takes the same work to verify as a real one and is of no password.
func dummy(c Cost) phc {
	h := phc{cost: c, salt: make([]byte, saltBytes), key: make([]byte, keyBytes)}
	_, _ = rand.Read(h.salt)
	_, _ = rand.Read(h.key)
	return h
}

// derive takes the same password for the same, whichever keyboard composed it
// (RFC 8265, 4.2.2).
func (h phc) derive(password string) []byte {
	return argon2.IDKey([]byte(norm.NFC.String(password)), h.salt, h.cost.Passes, h.cost.Memory, h.cost.Lanes, uint32(len(h.key)))
}

func (h phc) matches(password string) bool {
	return subtle.ConstantTimeCompare(h.derive(password), h.key) == 1
}
