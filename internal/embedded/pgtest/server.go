package pgtest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"domainflow/internal/embedded"
)

// startLimit is generous: initdb takes a second alone and many on a busy machine.
const startLimit = 2 * time.Minute

var (
	once    sync.Once
	running *embedded.Postgres
	dir     string
	failure error
)

// Main runs the tests of a package, stops the server they shared, and fails the package when goroutines are left.
func Main(m *testing.M, options ...goleak.Option) {
	code := m.Run()
	if err := stop(); err != nil {
		fmt.Fprintln(os.Stderr, "pgtest:", err)
		code = 1
	}
	if err := goleak.Find(options...); code == 0 && err != nil {
		fmt.Fprintln(os.Stderr, "goleak:", err)
		code = 1
	}
	os.Exit(code)
}

// shared starts the server on the first call.
func shared() (string, error) {
	once.Do(func() { failure = start() })
	if failure != nil {
		return "", failure
	}
	return running.DSN(), nil
}

func start() error {
	var err error
	if dir, err = os.MkdirTemp("", "domainflow-pgtest-"); err != nil {
		return err
	}
	// With root as owner, the account that Postgres runs as has to pass through.
	if err := os.Chmod(dir, 0o711); err != nil { //nolint:gosec // nothing but the private cluster lies in it
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	running, err = embedded.StartPostgres(ctx, embedded.PostgresConfig{Dir: dir, BundleDirs: bundles(), Logger: log})
	return err
}

// bundles looks upwards from the package under test, where `go test` runs, for the one of the checkout.
func bundles() []string {
	var dirs []string
	for up := ""; len(up) < 30; up += "../" {
		dirs = append(dirs, filepath.Join(up, ".tools", "postgres"))
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			break
		}
	}
	return dirs
}

func stop() error {
	var err error
	if running != nil {
		err = running.Stop(context.Background())
	}
	return errors.Join(err, os.RemoveAll(dir))
}
