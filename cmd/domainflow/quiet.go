package main

import (
	"bytes"
	"io"
)

// quiet passes warnings and errors of a log on and drops the rest.
type quiet struct{ io.Writer }

func (q quiet) Write(line []byte) (int, error) {
	for _, level := range []string{"level=WARN", "level=ERROR", `"level":"WARN"`, `"level":"ERROR"`} {
		if bytes.Contains(line, []byte(level)) {
			return q.Writer.Write(line)
		}
	}
	return len(line), nil
}
