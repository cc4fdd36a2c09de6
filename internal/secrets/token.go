package secrets

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"hash/crc32"
	"strings"
)

// Kind is what a token is for; a token of one kind is none of another.
type Kind string

const (
	Access  Kind = "dfa"
	Refresh Kind = "dfr"
	Ticket  Kind = "dft"
	Setup   Kind = "dfs"
)

const (
	tokenBytes = 32
	crcBytes   = 4
)

// encoding survives every header and URL and a double click, and is the same
// in both cases of people who read it out.
var encoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// Token is 256 random bits that let in who has them.
//
//	<kind>_<base32 of 32 bytes and the CRC-32 of all before>
//
// The checksum lets scanners tell tokens from noise, and us refuse noise
// without a look into the database.
type Token struct {
	redacted
	kind Kind
	raw  [tokenBytes]byte
}

// NewToken makes one that nobody had before.
func NewToken(kind Kind) Token {
	t := Token{kind: kind}
	_, _ = rand.Read(t.raw[:]) // never fails, see crypto/rand
	return t
}

// ParseToken refuses with [ErrUnknownToken] what was never given out as one of
// this kind.
func ParseToken(kind Kind, text string) (Token, error) {
	t := Token{kind: kind}
	body, ok := strings.CutPrefix(text, string(kind)+"_")
	if !ok {
		return Token{}, ErrUnknownToken
	}
	raw, ok := decode(string(kind)+"_", body)
	if !ok {
		return Token{}, ErrUnknownToken
	}
	t.raw = raw
	return t, nil
}

// Reveal is the token as its owner gets it.
func (t Token) Reveal() string { return string(t.kind) + "_" + encode(string(t.kind)+"_", t.raw) }

// Equal takes the same time wherever they differ.
func (t Token) Equal(other Token) bool {
	return t.kind == other.kind && subtle.ConstantTimeCompare(t.raw[:], other.raw[:]) == 1
}

// hash is what is stored. So much chance needs no slow hash.
func (t Token) hash() [sha256.Size]byte { return sha256.Sum256(t.raw[:]) }

// encode writes 32 bytes with a checksum that also covers what stands before.
func encode(before string, raw [tokenBytes]byte) string {
	sum := crc32.ChecksumIEEE(append([]byte(before), raw[:]...))
	return encoding.EncodeToString(binary.BigEndian.AppendUint32(raw[:], sum))
}

// decode accepts exactly what encode writes: decoding alone would ignore the
// last two bits.
func decode(before, text string) (raw [tokenBytes]byte, ok bool) {
	if len(text) != encoding.EncodedLen(tokenBytes+crcBytes) {
		return raw, false
	}
	decoded, err := encoding.DecodeString(text)
	if err != nil {
		return raw, false
	}
	copy(raw[:], decoded)
	return raw, encode(before, raw) == text
}
