package embedded

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
)

// ErrNoPostgres means that no usable server programs were found; the error around it says where it looked and what to install.
var ErrNoPostgres = errors.New("no PostgreSQL server programs found")

// Oldest major version the read models are written for.
const oldestMajor = 15

// Binaries is one installation of the server programs.
type Binaries struct {
	Dir   string // holds postgres and initdb
	Major int    // 15 for 15.18
}

// Search says where to look for Postgres.
type Search struct {
	BinDir     string   // only here, when set
	BundleDirs []string // as scripts/postgres.sh installs them (with bin/ inside); last resort
	Major      int      // only this major version, when not 0: data directories belong to one
}

// DefaultBundleDirs are where scripts/postgres.sh installs to, seen from a program in bin/ of a checkout, from one beside the bundle,
// and from a checkout as working directory.
func DefaultBundleDirs() []string {
	bundle := filepath.Join(".tools", "postgres")
	exe, err := os.Executable()
	if err != nil {
		return []string{bundle}
	}
	dir := filepath.Dir(exe)
	return []string{filepath.Join(dir, bundle), filepath.Join(dir, "..", bundle), bundle}
}

// FindPostgres returns the first usable installation: the named one, else PATH, the distribution's folders (newest first),
// Homebrew, the bundles. Only real programs count: a wrapper script may drop privileges or pick versions in its own way.
func FindPostgres(ctx context.Context, s Search) (Binaries, error) {
	for _, dir := range s.dirs() {
		if !filepath.IsAbs(dir) && s.BinDir == "" && !slices.Contains(s.BundleDirs, filepath.Dir(dir)) {
			continue // a relative entry of PATH would run what lies in the working directory
		}
		found, err := inspect(ctx, dir)
		if err != nil || found.Major < oldestMajor || (s.Major != 0 && found.Major != s.Major) {
			continue
		}
		return found, nil
	}
	return Binaries{}, fmt.Errorf("%w%s", ErrNoPostgres, s.advice())
}

// dirs lists the candidates in their order.
func (s Search) dirs() []string {
	if s.BinDir != "" {
		return []string{s.BinDir}
	}
	dirs := filepath.SplitList(os.Getenv("PATH"))
	for _, pattern := range []string{
		"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin",
	} {
		dirs = append(dirs, newestFirst(pattern)...)
	}
	for _, bundle := range s.BundleDirs {
		dirs = append(dirs, filepath.Join(bundle, "bin"))
	}
	return dirs
}

// newestFirst sorts what a pattern finds by the version in the name; two digits for as long as this program will live.
func newestFirst(pattern string) []string {
	dirs, _ := filepath.Glob(pattern) // the patterns above are well formed
	slices.Sort(dirs)
	slices.Reverse(dirs)
	return dirs
}

var versionLine = regexp.MustCompile(`^postgres \(PostgreSQL\) (\d+)`)

// inspect resolves links to the folder that holds the real programs and asks for their version.
func inspect(ctx context.Context, dir string) (Binaries, error) {
	program, err := filepath.EvalSymlinks(filepath.Join(dir, "postgres"))
	if err != nil {
		return Binaries{}, err
	}
	if program, err = filepath.Abs(program); err != nil {
		return Binaries{}, err
	}
	folder := filepath.Dir(program)
	for _, name := range []string{"postgres", "initdb"} {
		if err := isProgram(filepath.Join(folder, name)); err != nil {
			return Binaries{}, err
		}
	}
	out, err := exec.CommandContext(ctx, program, "--version").Output() //nolint:gosec // running what the search found is the purpose
	if err != nil {
		return Binaries{}, err
	}
	match := versionLine.FindSubmatch(out)
	if match == nil {
		return Binaries{}, fmt.Errorf("%s: unexpected version %q", program, out)
	}
	major, err := strconv.Atoi(string(match[1]))
	return Binaries{Dir: folder, Major: major}, err
}

// isProgram refuses what cannot be read and scripts.
func isProgram(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	start := make([]byte, 2)
	if _, err := io.ReadFull(file, start); err != nil {
		return err
	}
	if string(start) == "#!" {
		return fmt.Errorf("%s is a script", path)
	}
	return nil
}

// advice is what the reader of the error can do, by the system they are on.
func (s Search) advice() string {
	wanted := fmt.Sprintf(" of version %d or newer", oldestMajor)
	if s.Major != 0 {
		wanted = fmt.Sprintf(" of version %d, which made the data directory", s.Major)
	}
	where := " in PATH, /usr/lib/postgresql/*/bin, Homebrew and the bundle"
	if s.BinDir != "" {
		where = " in " + s.BinDir
	}
	install := map[string]string{
		"linux":  "  Debian, Ubuntu:  apt-get install postgresql\n  Fedora, RHEL:    dnf install postgresql-server\n  Alpine:          apk add postgresql\n  Arch:            pacman -S postgresql\n",
		"darwin": "  macOS:           brew install postgresql@17\n",
	}[runtime.GOOS]
	return wanted + where + "; one of these helps:\n  any checkout:    make postgres\n" + install + "  elsewhere:       serve --postgres-url postgres://..."
}
