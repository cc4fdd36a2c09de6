// Command domainflow finds out which names around a word exist and which of
// them show content that matters. One program does everything; its verbs are
// in the help.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "domainflow:", err)
		os.Exit(1)
	}
}

// run is the program without its process: what tests call.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) error {
	verb, err := parse(args, environ, stdout)
	if err != nil || verb == nil {
		return err
	}
	return verb.Run(ctx, stdout, stderr)
}
