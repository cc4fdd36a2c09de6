package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/embedded"
	"domainflow/internal/secrets"
)

// A file is named by flag, variable or config file, the key itself by the
// environment alone, and without a name it is the file beside the data.
func TestWhereTheMasterKeyIs(t *testing.T) {
	t.Parallel()
	const key = "dfm_key"
	for name, c := range map[string]struct {
		environ, args []string
		want          secrets.MasterSource
	}{
		"nothing": {want: secrets.MasterSource{File: "/data/master.key"}},
		"flag":    {args: []string{"--master-key-file", "/a"}, want: secrets.MasterSource{File: "/a"}},
		"file":    {args: []string{"--config", file(t, "master-key-file: /b")}, want: secrets.MasterSource{File: "/b"}},
		"path":    {environ: []string{"DOMAINFLOW_MASTER_KEY_FILE=/c", "DOMAINFLOW_MASTER_KEY="}, want: secrets.MasterSource{File: "/c"}},
		"command": {environ: []string{"DOMAINFLOW_MASTER_KEY_COMMAND=cat /d"}, want: secrets.MasterSource{Command: "cat /d"}},
		"value":   {environ: []string{"DOMAINFLOW_MASTER_KEY=" + key}, want: secrets.MasterSource{Value: secrets.SecretOf(key)}},
	} {
		serve := parsed[*serveCmd](t, c.environ, append([]string{"serve", "--data", "/data"}, c.args...)...)
		source, err := serve.source(serve.Data)
		require.NoError(t, err, name)
		require.Equal(t, c.want, source, name)
	}
	twice := parsed[*secretsRotateCmd](t, []string{"DOMAINFLOW_MASTER_KEY=" + key}, "secrets", "rotate", "--master-key-file", "a")
	_, err := twice.source(twice.Data)
	require.Equal(t, errManyMasterKeys, err)
	require.NotContains(t, err.Error(), key)
	relative := parsed[*userCreateCmd](t, nil, "user", "create", "--email", "a@example.test", "--role", "user", "--master-key-file", "a")
	source, err := relative.source(relative.Data)
	require.NoError(t, err)
	require.True(t, filepath.IsAbs(source.File))
}

// What a serve goes by holds for the verbs that reach it.
func TestMasterKeyOfARunningServe(t *testing.T) {
	t.Parallel()
	running := &servers{access: embedded.Access{MasterKey: masterKeyAt(secrets.MasterSource{File: "/a"})}}
	for _, fine := range []*masterKey{{}, {MasterKeyFile: "/a"}} {
		source, err := running.masterSource(fine, "/data")
		require.NoError(t, err)
		require.Equal(t, "/a", source.File)
	}
	for _, other := range []*masterKey{{MasterKeyFile: "/b"}, {MasterKeyCommand: "cat /a"}, {value: secrets.SecretOf("dfm_key")}} {
		_, err := running.masterSource(other, "/data")
		require.Equal(t, errOtherSource, err)
	}
	valued := secrets.MasterSource{Value: secrets.SecretOf("dfm_key")}
	running.access.MasterKey = masterKeyAt(valued)
	source, err := running.masterSource(&masterKey{}, "/data")
	require.NoError(t, err)
	require.Equal(t, valued, source)
}
