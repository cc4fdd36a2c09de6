package main

import (
	"bytes"
	"io"
)

// quiet passes warnings and errors of a log on and drops the rest.
type quiet struct{ io.Writer }

func (q quiet) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte("level=WARN")) || bytes.Contains(line, []byte("level=ERROR")) {
		return q.Writer.Write(line)
	}
	return len(line), nil
}
