package main

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/embedded/natstest"
	"domainflow/internal/embedded/pgtest"
)

// with runs a command line to its end with a text on stdin.
func with(stdin string, args ...string) (said string, err error) {
	command := exec.Command(os.Args[0], args...)
	command.Env = append(os.Environ(), asProgram+"=1")
	command.Stdin = strings.NewReader(stdin)
	out, err := command.CombinedOutput()
	return string(out), err
}

// refusedWith is with for a command line that fails.
func refusedWith(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	said, err := with(stdin, args...)
	require.Error(t, err, said)
	return said
}

// someone is a command line that makes somebody.
func someone(email, role string, more ...string) []string {
	return append([]string{"user", "create", "--email", email, "--role", role}, more...)
}

// The verbs work through a serve that runs, and without one.
func TestUserVerbs(t *testing.T) {
	t.Parallel()
	const ada, bob, second = "ada@example.test", "bob@example.test", "another unusual sentence"
	data := dataDir(t)
	p, listening := launch(t, "serve", "--listen", "127.0.0.1:0", "--data", data)
	p.client = newClient(p.ready(listening))
	require.Regexp(t, `^dfs_[a-z2-7]+$`, p.said(setupLine))
	require.Contains(t, refusedWith(t, testPassword, someone(bob, "viewer", "--data", data)...), "the first user must be a super_admin")
	said, err := with(testPassword+"\n", someone(ada, "super_admin", "--data", data, "--first-name", "Ada", "--last-name", "King")...)
	require.NoError(t, err, said)
	require.Regexp(t, `^User "ada@example.test" is a super_admin, id [0-9a-f-]{36}\n$`, said)
	require.NoError(t, p.signIn(t.Context(), ada, testPassword), p.output)
	require.ErrorContains(t, p.setUp(t.Context(), p.said(setupLine), bob, testPassword), "409")
	p.set("auth", `{"passwordMinLength": 25}`)
	require.Contains(t, refusedWith(t, testPassword, someone(bob, "viewer", "--data", data)...), "at least 25 characters")
	p.set("auth", `{}`)
	list := func() string { return execute(t, "user", "list", "--data", data) }
	require.Regexp(t, `(?m)^ada@example\.test +Ada King +super_admin +true +[0-9a-f-]{36} +2`, list())
	require.NoError(t, p.terminate(), p.output)

	_, err = with(testPassword, someone(bob, "viewer", "--data", data)...)
	require.NoError(t, err)
	require.Regexp(t, `(?m)^bob@example\.test +viewer +true +[0-9a-f-]{36} +never$`, list())

	p, listening = launch(t, "serve", "--listen", "127.0.0.1:0", "--data", data)
	p.client = newClient(p.ready(listening))
	require.NoError(t, p.signIn(t.Context(), bob, testPassword))
	said, err = with(second+"\r\n", "user", "password", "--data", data, "--email", "BOB@example.test")
	require.NoError(t, err, said)
	require.Contains(t, said, bob)
	require.ErrorContains(t, p.call(t.Context(), http.MethodGet, "/me", http.NoBody, nil), "401", "all sessions end")
	require.ErrorContains(t, p.signIn(t.Context(), bob, testPassword), "INVALID_CREDENTIALS")
	require.NoError(t, p.signIn(t.Context(), ada, testPassword), "others are as before")
	require.NotContains(t, p.output.all(), "There is no user yet")
}

// What is wrong is said, and nothing of the password.
func TestUserVerbsRefuse(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	p, listening := launch(t, "serve", "--listen", "127.0.0.1:0", "--data", data)
	p.ready(listening)
	_, err := with(testPassword, someone("ada@example.test", "super_admin", "--data", data)...)
	require.NoError(t, err)
	for stdin, c := range map[string]struct {
		args []string
		says string
	}{
		testPassword:             {someone("Ada@Example.test", "user", "--data", data), `"Ada@Example.test" already`},
		testPassword + "2":       {someone("ada", "user", "--data", data), "--email"},
		testPassword + "3":       {someone("eve@example.test", "user", "--data", data+"x"), "--data"},
		testPassword + "4":       {[]string{"user", "password", "--data", data, "--email", "eve@example.test"}, `"eve@example.test"`},
		"":                       {someone("eve@example.test", "user", "--data", data), "stdin is empty"},
		"\n":                     {someone("eve@example.test", "user", "--data", data), "stdin is empty"},
		"one line\nanother line": {someone("eve@example.test", "user", "--data", data), "more than one line"},
		"canary":                 {someone("eve@example.test", "user", "--data", data), "at least 12"},
		"canarycanary":           {[]string{"user", "password", "--data", data, "--email", "ada@example.test"}, "guessed first"},
		strings.Repeat("ä", 129): {someone("eve@example.test", "user", "--data", data), "at most 128"},
		"eve@example.test":       {someone("eve@example.test", "user", "--data", data), "must not be the e-mail"},
	} {
		said := refusedWith(t, stdin, c.args...)
		require.Contains(t, said, c.says)
		if stdin = strings.TrimSpace(stdin); stdin != "" && stdin != "eve@example.test" {
			require.NotContains(t, said, stdin)
		}
	}
	require.Len(t, regexp.MustCompile(`(?m)@example\.test`).FindAllString(execute(t, "user", "list", "--data", data), -1), 1)
}

// With servers of somebody else's the first user may come before the first serve.
func TestUserVerbsOnExternalServers(t *testing.T) {
	t.Parallel()
	at := []string{"--nats-url", natstest.Start(t, 3).Server(0).ClientURL(), "--postgres-url", pgtest.Database(t), "--data", t.TempDir()}
	said, err := with(testPassword, someone(testEmail, "super_admin", at...)...)
	require.NoError(t, err, said)
	p, listening := launch(t, append([]string{"serve", "--listen", "127.0.0.1:0"}, at...)...)
	p.client = newClient(p.ready(listening))
	require.NoError(t, p.signIn(context.Background(), testEmail, testPassword))
	require.NotContains(t, p.output.all(), "There is no user yet")
}
