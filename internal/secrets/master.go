package secrets

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
)

var (
	// ErrMasterKey: the master key cannot be had, or is not the one that the
	// accounts are sealed with.
	ErrMasterKey = errors.New("master key")
	// ErrBroken: it was changed since it was sealed, belongs to something else,
	// or is sealed with a key that is lost.
	ErrBroken = errors.New("secrets: what was sealed cannot be opened")
)

const (
	masterKind Kind = "dfm"
	// sealVersion begins what is sealed, so that another way can follow.
	sealVersion = 1
)

// keyID tells master keys apart, and nothing of them.
type keyID [8]byte

func keyIDOf(stored []byte) (id keyID) { copy(id[:], stored); return id }

func (id keyID) String() string { return hex.EncodeToString(id[:]) }

// masterKey seals what must be read back, with AES-256-GCM:
//
//	1 byte version | 8 bytes key id | 12 bytes nonce | ciphertext and tag
//
// What it is of is sealed too, so one row cannot stand for another.
type masterKey struct {
	redacted
	token Token
	id    keyID
	aead  cipher.AEAD
}

func newMasterKey() masterKey { return masterKeyOf(NewToken(masterKind)) }

func masterKeyOf(t Token) masterKey {
	block, _ := aes.NewCipher(t.raw[:]) // fails on other lengths only
	aead, _ := cipher.NewGCM(block)     // fails on other blocks only
	hash := sha256.Sum256(append([]byte("id of a master key\x00"), t.raw[:]...))
	return masterKey{token: t, id: keyIDOf(hash[:]), aead: aead}
}

// parseMaster takes keys as they are given out, one a line. Nothing of what is
// no key is in the error.
func parseMaster(text string) (keys []masterKey, err error) {
	for line := range strings.Lines(text) {
		token, err := ParseToken(masterKind, strings.TrimSpace(line))
		if err != nil {
			return nil, fmt.Errorf("line %d is none: one is %s_ and %d letters and digits", len(keys)+1, masterKind, encoding.EncodedLen(tokenBytes+crcBytes))
		}
		keys = append(keys, masterKeyOf(token))
	}
	if len(keys) == 0 {
		return nil, errors.New("it is empty")
	}
	return keys, nil
}

// seal hides plain, which is of this kind and belongs to what has this id.
func (k masterKey) seal(kind string, id uuid.UUID, plain []byte) []byte {
	head := append([]byte{sealVersion}, k.id[:]...)
	nonce := make([]byte, k.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails, see crypto/rand
	return k.aead.Seal(append(head, nonce...), nonce, plain, about(head, kind, id))
}

// open gives what was sealed for this kind and id, or ErrBroken.
func (k masterKey) open(kind string, id uuid.UUID, sealed []byte) ([]byte, error) {
	head := 1 + len(k.id)
	body := head + k.aead.NonceSize()
	if len(sealed) < body || sealed[0] != sealVersion || keyIDOf(sealed[1:head]) != k.id {
		return nil, ErrBroken
	}
	plain, err := k.aead.Open(nil, sealed[head:body], sealed[body:], about(sealed[:head], kind, id))
	if err != nil {
		return nil, ErrBroken
	}
	return plain, nil
}

// about is bound to the ciphertext. Ids are of one length, so no kind and id
// read as others.
func about(head []byte, kind string, id uuid.UUID) []byte {
	return append(append(append([]byte{}, head...), kind...), id[:]...)
}
