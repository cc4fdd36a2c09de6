package main

import (
	"context"
	"fmt"
	"io"
	"runtime/debug"
)

// version is set by release builds with -ldflags "-X main.version=...".
var version = "development"

type versionCmd struct{}

// Run prints what was built from what.
func (versionCmd) Run(_ context.Context, stdout, _ io.Writer) error {
	commit, built := buildInfo()
	_, err := fmt.Fprintf(stdout, "domainflow %s\ncommit %s\nbuilt %s\n", version, commit, built)
	return err
}

// buildInfo tells the commit and its time, where the toolchain recorded them.
func buildInfo() (commit, at string) {
	commit, at = "unknown", "unknown"
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return commit, at
	}
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			commit = setting.Value
		case "vcs.time":
			at = setting.Value
		}
	}
	return commit, at
}
