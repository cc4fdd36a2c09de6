package secrets

import (
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func TestSealing(t *testing.T) {
	t.Parallel()
	key, other, id := newMasterKey(), newMasterKey(), uuid.New()
	for _, plain := range []string{"", "canary", string(make([]byte, 10_000))} {
		sealed := key.seal("k", id, []byte(plain))
		require.NotEqual(t, sealed, key.seal("k", id, []byte(plain)))
		if plain != "" {
			require.NotContains(t, string(sealed), plain)
		}
		opened, err := key.open("k", id, sealed)
		require.NoError(t, err)
		require.Equal(t, plain, string(opened))
		_, err = other.open("k", id, sealed)
		require.ErrorIs(t, err, ErrBroken)
	}
}

func TestWhatIsSealedIsOfOneThing(t *testing.T) {
	t.Parallel()
	key, id := newMasterKey(), uuid.New()
	sealed := key.seal("k", id, []byte("canary"))
	for kind, of := range map[string]uuid.UUID{"k": uuid.New(), "": id, "kk": id, "other": id} {
		_, err := key.open(kind, of, sealed)
		require.ErrorIs(t, err, ErrBroken)
	}
	for i := range sealed {
		changed := append([]byte{}, sealed...)
		changed[i] ^= 1
		_, err := key.open("k", id, changed)
		require.ErrorIs(t, err, ErrBroken, i)
		_, err = key.open("k", id, sealed[:i])
		require.ErrorIs(t, err, ErrBroken, i)
	}
}

func FuzzOpen(f *testing.F) {
	key, id := newMasterKey(), uuid.New()
	f.Add(key.seal("k", id, []byte("p")))
	f.Add([]byte{sealVersion})
	f.Add(append([]byte{sealVersion}, key.id[:]...))
	f.Fuzz(func(t *testing.T, sealed []byte) {
		_, err := key.open("other", id, sealed)
		require.ErrorIs(t, err, ErrBroken)
	})
}

func TestMasterKeysAreParsed(t *testing.T) {
	t.Parallel()
	good, other := newMasterKey().token.Reveal(), newMasterKey().token.Reveal()
	for _, bad := range []string{"", "\n", good + "\n\n", good[:60], good + good, good + " " + other, "x " + good, NewToken(Access).Reveal()} {
		_, err := parseMaster(bad)
		require.Error(t, err, "%q", bad)
		require.NotContains(t, err.Error(), good[4:20])
	}
	for fine, n := range map[string]int{good: 1, good + "\n": 1, good + "\r\n": 1, " " + good + "\n" + other: 2} {
		keys, err := parseMaster(fine)
		require.NoError(t, err)
		require.Len(t, keys, n)
		require.Equal(t, good, keys[0].token.Reveal())
	}
}

func FuzzParseMaster(f *testing.F) {
	good := newMasterKey().token.Reveal()
	f.Add(good + "\n" + good)
	f.Add(strings.ToUpper(good))
	f.Add("dfm_\n")
	f.Fuzz(func(t *testing.T, text string) {
		keys, err := parseMaster(text)
		if err != nil {
			require.Empty(t, keys)
			return
		}
		for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
			require.Equal(t, strings.TrimSpace(line), keys[i].token.Reveal(), "one key has one spelling")
		}
	})
}
