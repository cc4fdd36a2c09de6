package secrets

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

const (
	// maxMaster bounds what is read as master keys.
	maxMaster = 64 << 10
	// commandLimit bounds a command that prints one: people wait to sign in.
	commandLimit = 10 * time.Second
)

// MasterSource says where the master key is: one of its fields. It is never
// stored beside what it seals.
type MasterSource struct {
	// File must be of its owner alone.
	File string
	// Value is the key itself.
	Value Secret
	// Command is run by the shell and prints it.
	Command string
}

func (s MasterSource) String() string {
	switch {
	case s.File != "":
		return s.File
	case s.Command != "":
		return "the command"
	}
	return "the environment"
}

// read gives the keys: the first one seals where nothing is sealed yet, else
// the one that the accounts name does.
func (s MasterSource) read(ctx context.Context) ([]masterKey, error) {
	text, err := s.text(ctx)
	if err != nil {
		return nil, err
	}
	keys, err := parseMaster(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s, err)
	}
	return keys, nil
}

func (s MasterSource) text(ctx context.Context) (string, error) {
	switch {
	case s.File != "":
		return readPrivate(s.File)
	case s.Command != "":
		return runShort(ctx, s.Command)
	}
	return s.Value.text, nil
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
	ctx, cancel := context.WithTimeout(ctx, commandLimit)
	defer cancel()
	var out bytes.Buffer
	c := exec.CommandContext(ctx, "/bin/sh", "-c", command)
	c.Stdout, c.WaitDelay = &out, time.Second
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("its command failed: %w", err)
	}
	return out.String(), nil
}
