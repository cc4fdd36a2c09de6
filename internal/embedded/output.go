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

// level maps the severities of Postgres; what a wrong statement of a client logs is the client's error, and it has been told.
func level(line string) slog.Level {
	switch {
	case strings.Contains(line, "FATAL:"), strings.Contains(line, "PANIC:"):
		return slog.LevelWarn
	default:
		return slog.LevelDebug
	}
}

// tail is the end of what was written.
func (o *output) tail() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return strings.Join(o.last, "\n")
}
