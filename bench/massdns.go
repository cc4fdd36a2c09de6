package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// massdnsNames bounds what massdns is given: its rate does not change with it.
const massdnsNames = 1_000_000

// massdns asks the same responder for names of the same kind, and writes each
// as a line of JSON: all it does with them. A large run stores them as well.
func massdns(ctx context.Context, out io.Writer, binary, responder string, names int) error {
	dir, err := os.MkdirTemp("", "domainflow-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	list, resolvers := filepath.Join(dir, "names"), filepath.Join(dir, "resolvers")
	if err := writeNames(list, names); err != nil {
		return err
	}
	if err := os.WriteFile(resolvers, []byte(responder+"\n"), 0o600); err != nil {
		return err
	}
	command := exec.CommandContext(ctx, binary, "--root", "-q", "-r", resolvers, "-t", "A", "-s", "10000", "-o", "J", "-w", filepath.Join(dir, "out"), list)
	command.Stderr = os.Stderr
	begin := time.Now()
	if err := command.Run(); err != nil {
		return fmt.Errorf("massdns: %w", err)
	}
	took, cpu := time.Since(begin), command.ProcessState.UserTime()+command.ProcessState.SystemTime()
	n := float64(names)
	fmt.Fprintf(out, "massdns, %d names: %.0f/s, %.2f µs of CPU a name\n", names, n/took.Seconds(), 1e6*cpu.Seconds()/n)
	return nil
}

func writeNames(path string, n int) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(file)
	for i := range n {
		if _, err := fmt.Fprintln(buffered, nameAt(int64(i))); err != nil {
			return err
		}
	}
	if err := buffered.Flush(); err != nil {
		return err
	}
	return file.Close()
}
