package main

import (
	"context"
	"io"

	"domainflow/handlers/rest"
)

type openapiCmd struct{}

// Run prints the document that docs/openapi.yaml holds.
func (openapiCmd) Run(_ context.Context, stdout, _ io.Writer) error {
	document, err := rest.Document()
	if err != nil {
		return err
	}
	_, err = stdout.Write(document)
	return err
}
