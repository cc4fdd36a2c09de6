// Command schemas writes what outside readers of the log program against:
// docs/schemas, a JSON Schema of each type of event, and docs/asyncapi.yaml,
// the subjects they are on and how to read those. Both come from the Go types
// of the events and the comments on them; asyncapi.head.yaml, beside this file,
// is what no type says.
//
//	go run ./cmd/schemas
//
// It is run in the root of the module.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"domainflow/domain/catalog"
)

func main() {
	if err := run("."); err != nil {
		fmt.Fprintln(os.Stderr, "schemas:", err)
		os.Exit(1)
	}
}

// run brings the documents below root up to date.
func run(root string) error {
	files, err := generate(root, catalog.Events)
	if err != nil {
		return err
	}
	stale, err := filepath.Glob(filepath.Join(root, schemaDir, "*"))
	if err != nil {
		return err
	}
	for _, name := range stale {
		if err := os.Remove(name); err != nil {
			return err
		}
	}
	for name, content := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
