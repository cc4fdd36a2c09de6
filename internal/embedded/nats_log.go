package embedded

import (
	"fmt"
	"log/slog"
	"strings"
	"sync"
)

// serverLog is the logger of one server (server.Logger). The library's own ends the process on a fatal error; this one keeps it.
type serverLog struct {
	log    *slog.Logger
	broken chan struct{} // one element when the server said that it cannot write any more

	mu   sync.Mutex
	dead error
}

// FatalError is what the server gave up with.
type FatalError struct{ Message string }

func (e *FatalError) Error() string { return e.Message }

// Fatalf keeps the first fatal error and returns: the server stops what it was doing, and the process goes on.
func (l *serverLog) Fatalf(format string, v ...any) {
	err := &FatalError{Message: fmt.Sprintf(format, v...)}
	l.log.Error(err.Message, "severity", "fatal")
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.dead == nil {
		l.dead = err
	}
}

func (l *serverLog) fatal() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.dead
}

// Errorf also listens for the two messages after which a stream refuses every write until a restart, though the server still calls
// itself healthy. Version 2.15 tells it nowhere else (stream.go setWriteErrLocked, jetstream.go handleOutOfSpace). How they begin matters:
// messages about a connection begin with its address, and then the format itself holds a name that its client chose.
func (l *serverLog) Errorf(format string, v ...any) {
	l.log.Error(fmt.Sprintf(format, v...))
	if !strings.HasPrefix(format, "JetStream ") {
		return
	}
	if strings.Contains(format, "critical write error") || strings.Contains(format, "will be DISABLED") {
		select {
		case l.broken <- struct{}{}:
		default:
		}
	}
}

func (l *serverLog) Warnf(format string, v ...any)   { l.log.Warn(fmt.Sprintf(format, v...)) }
func (l *serverLog) Noticef(format string, v ...any) { l.log.Debug(fmt.Sprintf(format, v...)) }
func (l *serverLog) Debugf(format string, v ...any)  { l.log.Debug(fmt.Sprintf(format, v...)) }
func (l *serverLog) Tracef(format string, v ...any)  { l.log.Debug(fmt.Sprintf(format, v...)) }
