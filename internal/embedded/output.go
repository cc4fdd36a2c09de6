package embedded

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"sync"
)

// output passes the lines a program writes to a logger and keeps the last of them for the error of a failed start.
type output struct {
	log *slog.Logger

	mu   sync.Mutex
	rest []byte
	last []string
}

const keptLines, longestLine = 12, 8 << 10

// Write never fails, so that a program is never stopped by its log.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rest = append(o.rest, p...)
	for {
		line, rest, found := bytes.Cut(o.rest, []byte("\n"))
		if !found {
			break
		}
		o.rest = rest
		o.line(string(line))
	}
	if len(o.rest) > longestLine {
		o.line(string(o.rest))
		o.rest = nil
	}
	return len(p), nil
}

func (o *output) line(text string) {
	o.last = append(o.last, text)
	if len(o.last) > keptLines {
		o.last = o.last[1:]
	}
	o.log.Log(context.Background(), level(text), text)
}

// level maps the severities of Postgres. ERROR and FATAL end a statement or a connection, whose client has been told;
// what ends the server before it is ready stands in the error of the start.
func level(line string) slog.Level {
	if strings.Contains(line, "PANIC:") {
		return slog.LevelWarn
	}
	return slog.LevelDebug
}

// tail is the end of what was written.
func (o *output) tail() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.last, "\n")
}
