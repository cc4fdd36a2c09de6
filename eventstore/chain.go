package eventstore

import (
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"maps"
	"slices"
)

// chain is a rolling digest, see [Audit.Digest].
type chain [sha256.Size]byte

func (c chain) with(m message) chain {
	h := sha256.New()
	h.Write(c[:])
	number(h, m.sequence)
	number(h, uint64(m.at.UnixNano()))
	text(h, m.subject)
	number(h, uint64(len(m.header)))
	for _, key := range slices.Sorted(maps.Keys(m.header)) {
		text(h, key)
		number(h, uint64(len(m.header[key])))
		for _, value := range m.header[key] {
			text(h, value)
		}
	}
	text(h, string(m.data))
	return chain(h.Sum(nil))
}

func number(h hash.Hash, n uint64) {
	var bytes [8]byte
	binary.BigEndian.PutUint64(bytes[:], n)
	h.Write(bytes[:])
}

func text(h hash.Hash, s string) {
	number(h, uint64(len(s)))
	h.Write([]byte(s))
}
