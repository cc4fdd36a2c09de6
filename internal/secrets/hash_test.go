package secrets

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/argon2"
)

// The reference implementation writes this for `echo -n password | argon2
// somesalt -id -t 2 -m 16 -p 1` (its test.c, version 0x13).
const reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"

func TestHashesAreThoseOfTheReference(t *testing.T) {
	t.Parallel()
	h, err := parsePHC(reference)
	require.NoError(t, err)
	require.True(t, h.matches("password"))
	require.False(t, h.matches("Password"))
}

func TestHashing(t *testing.T) {
	t.Parallel()
	h := NewHasher(cheap, 1, 0)
	one, err := h.hash(t.Context(), goodPassword)
	require.NoError(t, err)
	two, err := h.hash(t.Context(), goodPassword)
	require.NoError(t, err)
	require.NotEqual(t, one, two, "salted")
	require.True(t, strings.HasPrefix(one, "$argon2id$v=19$m=64,t=1,p=1$"))
	verify := func(h *Hasher, password string) (bool, bool) {
		ok, stale, err := h.verify(t.Context(), password, one)
		require.NoError(t, err)
		return ok, stale
	}
	ok, stale := verify(h, goodPassword)
	require.True(t, ok)
	require.False(t, stale)
	ok, _ = verify(h, goodPassword+" ")
	require.False(t, ok)
	dearer := NewHasher(Cost{Memory: 128, Passes: 1, Lanes: 1}, 1, 0)
	ok, stale = verify(dearer, goodPassword)
	require.True(t, ok)
	require.True(t, stale)
	_, stale = verify(dearer, "wrong")
	require.False(t, stale)

	composed, err := h.hash(t.Context(), "caf\u00e9 caf\u00e9 caf\u00e9")
	require.NoError(t, err)
	ok, _, err = h.verify(t.Context(), "cafe\u0301 cafe\u0301 cafe\u0301", composed)
	require.NoError(t, err)
	require.True(t, ok)
}

func TestDefaultCostIsThatOfTheProduct(t *testing.T) {
	t.Parallel()
	hash, err := NewHasher(DefaultCost, 1, 0).hash(t.Context(), goodPassword)
	require.NoError(t, err)
	parsed, err := parsePHC(hash)
	require.NoError(t, err)
	require.Equal(t, argon2.IDKey([]byte(goodPassword), parsed.salt, 3, 64*1024, 1, 32), parsed.key)
	require.Len(t, parsed.salt, 16)
}

func TestHasherIsBounded(t *testing.T) {
	t.Parallel()
	h := NewHasher(cheap, 1, 1)
	block, working := make(chan struct{}), make(chan struct{})
	done := make(chan error, 2)
	go func() { done <- h.turn(t.Context(), func() { close(working); <-block }) }()
	<-working
	ctx, cancel := context.WithCancel(t.Context())
	go func() { done <- h.turn(ctx, func() { t.Error("began to work") }) }()
	require.Eventually(t, func() bool { return len(h.admits) == 2 }, patience, tick)
	_, err := h.hash(t.Context(), goodPassword)
	require.ErrorIs(t, err, ErrBusy)
	require.ErrorIs(t, h.pretend(t.Context(), "x"), ErrBusy)
	_, _, err = h.verify(t.Context(), "x", reference)
	require.ErrorIs(t, err, ErrBusy)
	cancel()
	require.ErrorIs(t, <-done, context.Canceled, "who waits may leave")
	close(block)
	require.NoError(t, <-done)
	_, err = h.hash(t.Context(), goodPassword)
	require.NoError(t, err)
}

func TestOnlyOurHashesAreParsed(t *testing.T) {
	t.Parallel()
	for old, instead := range map[string]string{
		"argon2id": "argon2i", "v=19": "v=16", "m=65536": "m=4294967295", "m=": "m=0", "m=65536,": "m=7,", "t=2": "t=0", "p=1": "p=0",
		"p=": "p=300", "$c29": "$c2=", "c29tZXNhbHQ": "c29t", "CTFh": "CTF!", ",p=1": "", "$m": "$$m", "65536": "065536", "PPc": "PP",
	} {
		changed := strings.Replace(reference, old, instead, 1)
		require.NotEqual(t, reference, changed)
		_, err := parsePHC(changed)
		require.Error(t, err, changed)
	}
	for _, bad := range []string{"", "$$$$$", reference + "$", " " + reference, reference + "\n"} {
		_, err := parsePHC(bad)
		require.Error(t, err, "%q", bad)
	}
}

func FuzzParsePHC(f *testing.F) {
	f.Add(reference)
	f.Add("$argon2id$v=19$m=64,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, text string) {
		h, err := parsePHC(text)
		if err != nil {
			return
		}
		require.Equal(t, text, h.String())
		require.LessOrEqual(t, h.cost.Memory, uint32(maxMemory))
	})
}
