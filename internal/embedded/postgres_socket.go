package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	socketPrefix = "domainflow-"
	socketName   = "/.s.PGSQL.5432"
	// The shortest sun_path of the systems we run on is that of macOS, 104 bytes with the final zero; Linux has 108.
	longestSocket = 103
)

// errNoSocketDir means that no directory for temporary files has a path short enough for a Unix socket.
var errNoSocketDir = errors.New("no directory with a path short enough for a Unix socket; set TMPDIR to one, as /tmp")

// socketDir makes the private directory of this run and removes the one of the last, which a kill may have left. It has a random
// name, so nobody can sit on it beforehand, and a short one, which the data directory cannot promise.
func (c *cluster) socketDir(ctx context.Context) (string, error) {
	record := filepath.Join(c.dir, "run")
	if last, err := os.ReadFile(record); err == nil && strings.HasPrefix(filepath.Base(string(last)), socketPrefix) {
		_ = os.RemoveAll(string(last)) // harmless where it stays
	}
	var errs []error
	for _, base := range c.socketBases() {
		dir, err := os.MkdirTemp(base, socketPrefix)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		err = c.reachable(ctx, dir)
		if err == nil {
			return dir, os.WriteFile(record, []byte(dir), 0o600)
		}
		errs = append(errs, err, os.Remove(dir))
	}
	return "", fmt.Errorf("%w: %w", errNoSocketDir, errors.Join(errs...))
}

func (c *cluster) reachable(ctx context.Context, dir string) error {
	if len(dir)+len(socketName) > longestSocket {
		return fmt.Errorf("%s: too long", dir)
	}
	return c.account.try(ctx, c.program("postgres"), dir)
}

func (c *cluster) socketBases() []string {
	bases := []string{os.TempDir(), "/tmp"}
	if run := os.Getenv("XDG_RUNTIME_DIR"); run != "" {
		bases = append([]string{run}, bases...)
	}
	return bases
}
