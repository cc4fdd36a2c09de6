package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/stretchr/testify/require"

	"domainflow/internal/embedded"
	"domainflow/internal/embedded/natstest"
	"domainflow/internal/embedded/pgtest"
	"domainflow/internal/secrets"
)

// masterKeys are those in the file of a data directory.
func masterKeys(t *testing.T, data string) []string {
	t.Helper()
	path := filepath.Join(data, "master.key")
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	info, err := os.Stat(path)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
	return strings.Fields(string(text))
}

func putMasterKey(t *testing.T, data string, keys ...string) {
	t.Helper()
	require.NoError(t, os.WriteFile(filepath.Join(data, "master.key"), []byte(strings.Join(keys, "\n")+"\n"), 0o600))
}

// plainServe is one that nobody has signed up at.
func plainServe(t *testing.T, flags ...string) *process {
	t.Helper()
	p, listening := launch(t, append([]string{"serve", "--listen", "127.0.0.1:0"}, flags...)...)
	p.client = newClient(p.ready(listening))
	return p
}

// signsIn is an error unless somebody gets in with their password.
func (p *process) signsIn() error {
	return newClient(p.host).signIn(context.Background(), testEmail, testPassword)
}

// visitor signs in again and again, alone: two at once are slowed down.
type visitor struct {
	*process
	done   atomic.Int64
	ending chan struct{}
	ended  chan error
}

func (p *process) visit() *visitor {
	v := &visitor{process: p, ending: make(chan struct{}), ended: make(chan error, 1)}
	go func() {
		var errs []error
		for {
			select {
			case <-v.ending:
				v.ended <- errors.Join(errs...)
				return
			default:
				errs = append(errs, p.signsIn())
				v.done.Add(1)
			}
		}
	}()
	return v
}

// again waits until they have signed in after now.
func (v *visitor) again() {
	v.t.Helper()
	before := v.done.Load()
	require.Eventually(v.t, func() bool { return v.done.Load() >= before+2 }, patience, tick, v.output)
}

// leave fails the test if they were ever turned away.
func (v *visitor) leave() {
	v.t.Helper()
	close(v.ending)
	require.NoError(v.t, <-v.ended, v.output)
}

// databaseOf is the Postgres of a serve that runs.
func databaseOf(t *testing.T, data string) *pgx.Conn {
	t.Helper()
	running, err := embedded.Reach(data)
	require.NoError(t, err)
	conn, err := pgx.Connect(t.Context(), running.Postgres)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close(context.Background()) })
	return conn
}

func TestRotateBesideARunningServe(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	p := plainServe(t, "--data", data)
	_, err := with(testPassword, someone(testEmail, "super_admin", "--data", data)...)
	require.NoError(t, err)
	visitor := p.visit()
	var keys []string
	for range 3 {
		keys = append(keys, masterKeys(t, data)...)
		require.Contains(t, execute(t, "secrets", "rotate", "--data", data), "a new master key")
		visitor.again()
	}
	visitor.leave()
	require.Len(t, keys, 3)
	now := masterKeys(t, data)
	require.Len(t, now, 1)
	require.NotContains(t, keys, now[0])
	require.NoError(t, p.terminate(), p.output)

	said := p.output.all()
	putMasterKey(t, data, keys...)
	for _, args := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"secrets", "rotate"}, someone("bob@example.test", "viewer")} {
		refusal := refusedWith(t, testPassword, append(args, "--data", data)...)
		require.Contains(t, refusal, "the accounts are sealed with", args)
		require.Contains(t, refusal, "a backup has it", args)
		said += refusal
	}
	putMasterKey(t, data, now...)
	require.NoError(t, os.Chmod(filepath.Join(data, "master.key"), 0o640))
	refusal := refused(t, "serve", "--listen", "127.0.0.1:0", "--data", data)
	require.Contains(t, refusal, "chmod 600 "+filepath.Join(data, "master.key"))
	said += refusal
	require.NoError(t, os.Chmod(filepath.Join(data, "master.key"), 0o600))
	said += execute(t, "secrets", "rotate", "--data", data)
	require.NotEqual(t, now, masterKeys(t, data))
	p = plainServe(t, "--data", data)
	require.NoError(t, p.signsIn(), p.output)
	for _, key := range append(keys, append(now, masterKeys(t, data)...)...) {
		require.NotContains(t, said+p.output.all(), key)
	}
}

// Kill -9 of a rotation at each step, and at any moment: everybody gets in, at a
// serve that runs and at one that starts, and the next rotation ends it.
func TestRotateIsKilled(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	p := plainServe(t, "--data", data)
	_, err := with(testPassword, someone(testEmail, "super_admin", "--data", data)...)
	require.NoError(t, err)
	for _, step := range []func(*testing.T, string){killBeforeAccounts, killBeforeFile} {
		visitor, before := p.visit(), masterKeys(t, data)
		step(t, data)
		visitor.again()
		visitor.leave()
		require.Equal(t, before, masterKeys(t, data)[:1], "the old one stays until it is not needed")
		require.Len(t, masterKeys(t, data), 2)
		p.kill()
		p = plainServe(t, "--data", data)
		require.NoError(t, p.signsIn(), p.output)
		execute(t, "secrets", "rotate", "--data", data)
		require.Len(t, masterKeys(t, data), 1)
		require.NoError(t, p.signsIn(), p.output)
	}
	begun := time.Now()
	execute(t, "secrets", "rotate", "--data", data)
	whole := time.Since(begun)
	visitor := p.visit()
	midway := 0
	for range 20 {
		rotation, _ := launch(t, "secrets", "rotate", "--data", data)
		// The moment of the kill is the point: any of them must do.
		<-time.After(time.Duration(rand.Int64N(int64(whole))))
		rotation.kill()
		midway += len(masterKeys(t, data)) - 1
	}
	t.Log("killed while there were two keys:", midway)
	visitor.again()
	visitor.leave()
	execute(t, "secrets", "rotate", "--data", data)
	require.Len(t, masterKeys(t, data), 1)
	require.NoError(t, p.signsIn(), p.output)
}

// killBeforeAccounts kills a rotation that has the new key in the file, and
// cannot commit what it seals with it: somebody else looks at people.
func killBeforeAccounts(t *testing.T, data string) {
	t.Helper()
	tx, err := databaseOf(t, data).Begin(t.Context())
	require.NoError(t, err)
	_, err = tx.Exec(t.Context(), "SELECT FROM accounts.people FOR SHARE")
	require.NoError(t, err)
	rotation, _ := launch(t, "secrets", "rotate", "--data", data)
	require.Eventually(t, func() bool { return len(masterKeys(t, data)) == 2 }, patience, tick, rotation.output)
	rotation.kill()
	require.NoError(t, tx.Rollback(t.Context()))
}

// killBeforeFile kills a rotation that has sealed all with the new key, and has
// the old one in the file still: its commit waits for a lock of ours, and goes on
// when it is dead.
func killBeforeFile(t *testing.T, data string) {
	t.Helper()
	conn := databaseOf(t, data)
	run := func(sql string) {
		_, err := conn.Exec(t.Context(), sql)
		require.NoError(t, err)
	}
	state := func(sql string) (text string) {
		require.NoError(t, conn.QueryRow(t.Context(), sql).Scan(&text))
		return text
	}
	const sealedWith, waiting = "SELECT id::text FROM accounts.master_key", "SELECT count(*)::text FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
	run(`CREATE FUNCTION wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NULL; END'`)
	run(`CREATE CONSTRAINT TRIGGER wait_for_the_test AFTER UPDATE ON accounts.master_key DEFERRABLE INITIALLY DEFERRED
		FOR EACH ROW EXECUTE FUNCTION wait_for_the_test()`)
	run("SELECT pg_advisory_lock(1)")
	before := state(sealedWith)
	rotation, _ := launch(t, "secrets", "rotate", "--data", data)
	require.Eventually(t, func() bool { return state(waiting) == "1" }, patience, tick, rotation.output)
	rotation.kill()
	require.Equal(t, before, state(sealedWith))
	run("SELECT pg_advisory_unlock(1)")
	require.Eventually(t, func() bool { return state(sealedWith) != before }, patience, tick)
	run("DROP FUNCTION wait_for_the_test CASCADE")
}

// Serves on one Postgres need one key.
func TestServesNeedTheSameMasterKey(t *testing.T) {
	t.Parallel()
	external := []string{"--nats-url", natstest.Start(t, 3).Server(0).ClientURL(), "--postgres-url", pgtest.Database(t)}
	one, other := t.TempDir(), t.TempDir()
	at := func(data string) []string { return append(external, "--data", data) }
	first := plainServe(t, at(one)...)
	_, err := with(testPassword, someone(testEmail, "super_admin", at(one)...)...)
	require.NoError(t, err)
	start := func() string {
		return refused(t, append([]string{"serve", "--listen", "127.0.0.1:0"}, at(other)...)...)
	}
	require.Contains(t, start(), "no such file")
	putMasterKey(t, other, secrets.NewToken("dfm").Reveal())
	require.Contains(t, start(), filepath.Join(other, "master.key")+" holds")
	putMasterKey(t, other, masterKeys(t, one)...)
	second := plainServe(t, at(other)...)
	require.NoError(t, second.signsIn(), second.output)

	execute(t, "secrets", "rotate", "--postgres-url", external[3], "--data", one)
	require.NoError(t, first.signsIn(), first.output)
	require.ErrorContains(t, second.signsIn(), "503")
	putMasterKey(t, other, masterKeys(t, one)...)
	require.Eventually(t, func() bool { return second.signsIn() == nil }, patience, time.Second, second.output) // a 503 was a try
}

// What comes from elsewhere than a file is replaced there.
func TestMasterKeyOfACommand(t *testing.T) {
	t.Parallel()
	data, vault := dataDir(t), t.TempDir()
	putMasterKey(t, vault, secrets.NewToken("dfm").Reveal())
	before, file := masterKeys(t, vault), filepath.Join(vault, "master.key")
	command := "cat " + file
	p := plainServe(t, "--data", data, "--master-key-command", command)
	_, err := with(testPassword, someone(testEmail, "super_admin", "--data", data)...)
	require.NoError(t, err)
	require.NoError(t, p.signsIn(), p.output)
	require.Contains(t, refused(t, "secrets", "rotate", "--data", data), "stop every serve")
	require.Contains(t, refused(t, "secrets", "rotate", "--data", data, "--master-key-file", file), "name no other one")
	require.NoFileExists(t, filepath.Join(data, "master.key"))
	require.NoError(t, p.terminate(), p.output)
	require.Equal(t, before, masterKeys(t, vault))
	execute(t, "secrets", "rotate", "--data", data, "--master-key-file", file)
	require.NotEqual(t, before, masterKeys(t, vault))
	p = plainServe(t, "--data", data, "--master-key-command", command)
	require.NoError(t, p.signsIn(), p.output)
}
