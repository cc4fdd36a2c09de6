package secrets

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
)

// maxMaster bounds what is read as master keys.
const maxMaster = 64 << 10

// MasterSource says where the master key is. One of File, Value and Command
// may be set; with none it is the file Default, which is made when it is
// missing.
type MasterSource struct {
	// File must be readable by its owner alone.
	File string
	// Value is the key itself, from the environment.
	Value Secret
	// Command is run by the shell and prints it.
	Command string
	Default string
}

// SecretOf hides a text that came from outside.
func SecretOf(text string) Secret { return Secret{text: text} }

// Open reads the master key. It is never stored beside what it seals.
func (s MasterSource) Open(ctx context.Context) (*Master, error) {
	text, err := s.read(ctx)
	if err != nil {
		return nil, fmt.Errorf("master key: %w", err)
	}
	return ParseMaster(text)
}

func (s MasterSource) read(ctx context.Context) (string, error) {
	given := 0
	for _, set := range []bool{s.File != "", s.Value.text != "", s.Command != ""} {
		if set {
			given++
		}
	}
	switch {
	case given > 1:
		return "", errors.New("it is given in more than one way")
	case s.File != "":
		return readPrivate(s.File)
	case s.Value.text != "":
		return s.Value.text, nil
	case s.Command != "":
		return runShort(ctx, s.Command)
	}
	if err := makeMaster(s.Default); err != nil {
		return "", err
	}
	return readPrivate(s.Default)
}

// readPrivate refuses a file that others could have read or written.
func readPrivate(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", err
	}
	if mode := info.Mode(); !mode.IsRegular() || mode.Perm()&0o077 != 0 {
		return "", fmt.Errorf("%s is of mode %v and must be a file of its owner alone: chmod 600 %s", path, mode, path)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxMaster))
	return string(text), err
}

// runShort gives what a command prints, which is in no error.
func runShort(ctx context.Context, command string) (string, error) {
	var out bytes.Buffer
	c := exec.CommandContext(ctx, "/bin/sh", "-c", command)
	c.Stdout = &out
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("its command failed: %w", err)
	}
	return out.String(), nil
}

// makeMaster leaves a file alone that is there. It appears whole or not at
// all: half a key after a crash would be none for ever.
func makeMaster(path string) error {
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".master-") // of mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // nothing is left to do with it
	_, err = f.WriteString(NewMasterKey().Reveal() + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	// Unlike a rename, it does not replace what somebody else made meanwhile.
	if err := os.Link(f.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
