package secrets

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

func readFile(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// keyFile is a file with these keys.
func keyFile(t *testing.T, mode os.FileMode, keys ...masterKey) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "key")
	require.NoError(t, writeMaster(path, keys...))
	require.NoError(t, os.Chmod(path, mode))
	return path
}

func TestMasterKeyIsMadeOnce(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "data", "master.key")
	made, errs := make([]bool, 8), make([]error, 8)
	var wg sync.WaitGroup
	for i := range made {
		wg.Go(func() { made[i], errs[i] = makeMaster(path) })
	}
	wg.Wait()
	makers := 0
	for i := range made {
		require.NoError(t, errs[i])
		if made[i] {
			makers++
		}
	}
	require.Equal(t, 1, makers)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
	files, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, files, 1, "nothing is left beside it")
}

func TestSourcesOfTheMasterKey(t *testing.T) {
	t.Parallel()
	key := newMasterKey()
	text, file := key.token.Reveal(), keyFile(t, 0o600, key)
	for name, source := range map[string]MasterSource{
		"file": {File: file}, "read only": {File: keyFile(t, 0o400, key)}, "value": {Value: SecretOf(text)}, "command": {Command: "cat " + file},
	} {
		keys, err := source.read(t.Context())
		require.NoError(t, err, name)
		require.Equal(t, key.id, keys[0].id, name)
	}
	for name, c := range map[string]struct {
		source MasterSource
		says   string
	}{
		"missing": {MasterSource{File: file + "x"}, "no such file"}, "a folder": {MasterSource{File: filepath.Dir(file)}, "chmod 600 "},
		"group": {MasterSource{File: keyFile(t, 0o640, key)}, "chmod 600 "}, "others": {MasterSource{File: keyFile(t, 0o604, key)}, "chmod 600 "},
		"failing command": {MasterSource{Command: "cat " + file + "; exit 1"}, "exit status 1"},
		"silent command":  {MasterSource{Command: "true"}, "the command: it is empty"},
		"no key":          {MasterSource{Value: SecretOf(text + "x")}, "the environment: line 1"},
	} {
		_, err := c.source.read(t.Context())
		require.ErrorContains(t, err, c.says, name)
		require.NotContains(t, err.Error(), text, name)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := MasterSource{Command: "cat " + file}.read(ctx)
	require.ErrorIs(t, err, context.Canceled, "nobody waits for a command for ever")
}

// Root changes the file for the account that a serve has.
func TestChangedFileStaysItsOwners(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root can give files away")
	}
	const nobody = 65534
	path := keyFile(t, 0o600, newMasterKey())
	require.NoError(t, os.Chown(path, nobody, nobody))
	require.NoError(t, writeMaster(path, newMasterKey()))
	require.Equal(t, []uint32{nobody, nobody}, ownerOf(t, path))
}
