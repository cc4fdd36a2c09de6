package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"domainflow/internal/secrets"
)

// maxStdin is more than the longest password takes.
const maxStdin = 4096

var (
	errNoPassword    = errors.New("the password: stdin is empty")
	errPasswordLines = errors.New("the password: stdin has more than one line")
	errNotTheSame    = errors.New("the password: the two were not the same")
)

// readPassword asks at a terminal, twice and without showing it. From anything
// else it takes the one line there is, as it is.
func readPassword(ctx context.Context, stdin *os.File, prompts io.Writer) (secrets.Secret, error) {
	if !term.IsTerminal(int(stdin.Fd())) {
		return passwordLine(stdin)
	}
	var typed [2]string
	for i, prompt := range []string{"Password: ", "Once more: "} {
		fmt.Fprint(prompts, prompt)
		text, err := readHidden(ctx, stdin)
		fmt.Fprintln(prompts)
		if err != nil {
			return secrets.Secret{}, fmt.Errorf("the password: %w", err)
		}
		typed[i] = text
	}
	if typed[0] != typed[1] {
		return secrets.Secret{}, errNotTheSame
	}
	return secrets.SecretOf(typed[0]), nil
}

func passwordLine(from io.Reader) (secrets.Secret, error) {
	text, err := io.ReadAll(io.LimitReader(from, maxStdin))
	if err != nil {
		return secrets.Secret{}, fmt.Errorf("the password: %w", err)
	}
	line := strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")
	switch {
	case line == "":
		return secrets.Secret{}, errNoPassword
	case strings.ContainsAny(line, "\r\n"):
		return secrets.Secret{}, errPasswordLines
	}
	return secrets.SecretOf(line), nil
}

// readHidden reads a line that the terminal does not show. Who gives up finds
// the terminal as it was: the read itself cannot be ended, so it is left behind.
func readHidden(ctx context.Context, terminal *os.File) (string, error) {
	fd := int(terminal.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type line struct {
		text []byte
		err  error
	}
	lines := make(chan line, 1)
	go func() {
		text, err := term.ReadPassword(fd)
		lines <- line{text, err}
	}()
	select {
	case l := <-lines:
		return string(l.text), l.err
	case <-ctx.Done():
		return "", errors.Join(ctx.Err(), term.Restore(fd, before))
	}
}
