package secrets

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func masterOf(t *testing.T, keys ...Secret) *Master {
	t.Helper()
	var text string
	for _, k := range keys {
		text += k.Reveal() + "\n"
	}
	m, err := ParseMaster(text)
	require.NoError(t, err)
	return m
}

func TestSealing(t *testing.T) {
	t.Parallel()
	old, newer := NewMasterKey(), NewMasterKey()
	before, after, other := masterOf(t, old), masterOf(t, newer, old), masterOf(t, NewMasterKey())
	for _, plain := range []string{"", "canary", string(make([]byte, 10_000))} {
		sealed := before.Seal("proxy", "1", []byte(plain))
		require.NotEqual(t, sealed, before.Seal("proxy", "1", []byte(plain)))
		if plain != "" {
			require.NotContains(t, string(sealed), plain)
		}
		for _, m := range []*Master{before, after} {
			opened, err := m.Open("proxy", "1", sealed)
			require.NoError(t, err)
			require.Equal(t, plain, string(opened))
		}
		_, err := other.Open("proxy", "1", sealed)
		require.ErrorIs(t, err, ErrOtherMasterKey)
		_, err = before.Open("proxy", "1", after.Seal("proxy", "1", []byte(plain)))
		require.ErrorIs(t, err, ErrOtherMasterKey, "the first key seals")
	}
}

func TestWhatIsSealedIsOfOneThing(t *testing.T) {
	t.Parallel()
	m := masterOf(t, NewMasterKey())
	sealed := m.Seal("proxy", "12", []byte("canary"))
	for _, of := range [][2]string{{"proxy", "1"}, {"prox", "y12"}, {"webhook", "12"}, {"proxy1", "2"}, {"", ""}} {
		_, err := m.Open(of[0], of[1], sealed)
		require.ErrorIs(t, err, ErrBroken)
	}
	for i := range sealed {
		changed := append([]byte{}, sealed...)
		changed[i] ^= 1
		_, err := m.Open("proxy", "12", changed)
		require.Error(t, err, i)
		_, err = m.Open("proxy", "12", sealed[:i])
		require.Error(t, err, i)
	}
}

func FuzzOpen(f *testing.F) {
	m, err := ParseMaster(NewMasterKey().Reveal())
	require.NoError(f, err)
	f.Add(m.Seal("k", "i", []byte("p")))
	f.Add([]byte{sealVersion})
	f.Fuzz(func(t *testing.T, sealed []byte) {
		if _, err := m.Open("other", "i", sealed); err == nil {
			t.Fatal("opened")
		}
	})
}

func TestMasterKeysAreParsed(t *testing.T) {
	t.Parallel()
	good := NewMasterKey().Reveal()
	for _, bad := range []string{"", "\n", good + "\n\n", good[:60], good + good, "x " + good, NewToken(Access).Reveal()} {
		_, err := ParseMaster(bad)
		require.ErrorIs(t, err, ErrMasterKey, "%q", bad)
		require.NotContains(t, err.Error(), good[4:20])
	}
	for _, fine := range []string{good, good + "\n", good + "\r\n"} {
		_, err := ParseMaster(fine)
		require.NoError(t, err)
	}
}

func TestMasterKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "master.key")
	masters, errs := make([]*Master, 8), make([]error, 8)
	var wg sync.WaitGroup
	for i := range masters {
		wg.Go(func() { masters[i], errs[i] = MasterSource{Default: path}.Open(t.Context()) })
	}
	wg.Wait()
	sealed := masters[0].Seal("k", "i", []byte("p"))
	for i, m := range masters {
		require.NoError(t, errs[i])
		_, err := m.Open("k", "i", sealed)
		require.NoError(t, err)
	}
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, files, 1, "nothing is left beside it")
}

func TestSourcesOfTheMasterKey(t *testing.T) {
	t.Parallel()
	dir, key := t.TempDir(), NewMasterKey()
	write := func(name string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(path, []byte(key.Reveal()+"\n"), mode))
		require.NoError(t, os.Chmod(path, mode))
		return path
	}
	file := write("fine", 0o600)
	sealed := masterOf(t, key).Seal("k", "i", []byte("p"))
	for name, source := range map[string]MasterSource{
		"file": {File: file}, "read only": {File: write("ro", 0o400)}, "value": {Value: key}, "command": {Command: "cat " + file},
		"default that is there": {Default: file},
	} {
		m, err := source.Open(t.Context())
		require.NoError(t, err, name)
		_, err = m.Open("k", "i", sealed)
		require.NoError(t, err, name)
	}
	for name, source := range map[string]MasterSource{
		"missing": {File: filepath.Join(dir, "none")}, "a folder": {File: dir}, "two": {File: file, Value: key},
		"group": {File: write("group", 0o640)}, "others": {Default: write("others", 0o604)},
		"failing command": {Command: "cat " + file + "; exit 1"}, "silent command": {Command: "true"},
		"no folder": {Default: filepath.Join(dir, "none", "key")},
	} {
		_, err := source.Open(t.Context())
		require.Error(t, err, name)
		require.NotContains(t, err.Error(), key.Reveal(), name)
	}
	_, err := os.Stat(filepath.Join(dir, "none"))
	require.ErrorIs(t, err, os.ErrNotExist, "a file that was named is not made")
}
