package secrets

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

var (
	// ErrMasterKey: what is given as a master key is none.
	ErrMasterKey = errors.New("secrets: not a master key")
	// ErrOtherMasterKey: it was sealed with a key that is not here.
	ErrOtherMasterKey = errors.New("secrets: sealed with another master key")
	// ErrBroken: it was changed since it was sealed, or is that of something
	// else.
	ErrBroken = errors.New("secrets: what was sealed is damaged")
)

const (
	masterKind = "dfm"
	// sealVersion begins what is sealed, so that another way can follow.
	sealVersion = 1
	keyIDBytes  = 8
)

// Master seals what must be read back, as credentials of proxies, with
// AES-256-GCM:
//
//	1 byte version | 8 bytes key id | 12 bytes nonce | ciphertext and tag
//
// Whose it is is sealed too, so one row cannot stand for another.
type Master struct {
	redacted
	keys []masterKey // the first seals, all open
}

type masterKey struct {
	id   [keyIDBytes]byte
	aead cipher.AEAD
}

// NewMasterKey is the text of a new key, see [ParseMaster].
func NewMasterKey() Secret { return Secret{text: NewToken(masterKind).Reveal()} }

// ParseMaster takes keys as NewMasterKey makes them, one a line. The first
// seals; the others only open what was sealed before there was a newer one.
func ParseMaster(text string) (*Master, error) {
	m := &Master{}
	for line := range strings.Lines(text) {
		token, err := ParseToken(masterKind, strings.TrimSpace(line))
		if err != nil {
			return nil, fmt.Errorf("%w: line %d", ErrMasterKey, len(m.keys)+1)
		}
		key, err := newMasterKey(token)
		if err != nil {
			return nil, err
		}
		m.keys = append(m.keys, key)
	}
	if len(m.keys) == 0 {
		return nil, fmt.Errorf("%w: it is empty", ErrMasterKey)
	}
	return m, nil
}

func newMasterKey(t Token) (masterKey, error) {
	block, err := aes.NewCipher(t.raw[:])
	if err != nil {
		return masterKey{}, err
	}
	aead, err := cipher.NewGCM(block)
	hash := sha256.Sum256(append([]byte("id of a master key\x00"), t.raw[:]...))
	return masterKey{id: [keyIDBytes]byte(hash[:]), aead: aead}, err
}

// Seal hides plain, which is of this kind and belongs to what has this id.
func (m *Master) Seal(kind, id string, plain []byte) []byte {
	key := m.keys[0]
	out := append([]byte{sealVersion}, key.id[:]...)
	nonce := make([]byte, key.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails, see crypto/rand
	out = append(out, nonce...)
	return key.aead.Seal(out, nonce, plain, about(out, kind, id))
}

// Open gives what was sealed for this kind and id: ErrOtherMasterKey or
// ErrBroken.
func (m *Master) Open(kind, id string, sealed []byte) ([]byte, error) {
	const idEnd = 1 + keyIDBytes
	if len(sealed) < idEnd || sealed[0] != sealVersion {
		return nil, ErrBroken
	}
	for _, key := range m.keys {
		if [keyIDBytes]byte(sealed[1:idEnd]) != key.id {
			continue
		}
		head := idEnd + key.aead.NonceSize()
		if len(sealed) < head {
			return nil, ErrBroken
		}
		plain, err := key.aead.Open(nil, sealed[idEnd:head], sealed[head:], about(sealed[:head], kind, id))
		if err != nil {
			return nil, ErrBroken
		}
		return plain, nil
	}
	return nil, ErrOtherMasterKey
}

// about is what is bound to the ciphertext: no kind and id read as others.
func about(head []byte, kind, id string) []byte {
	out := append([]byte{}, head...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(kind)))
	return append(append(out, kind...), id...)
}
