package rest

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
)

const (
	// streamChunk is written at once, and has streamStall to be taken: whoever
	// reads nothing, or almost nothing, must not hold a snapshot for ever.
	streamChunk = 64 << 10
	streamStall = 30 * time.Second
)

// errReaderGone: the one who asked does not take the answer any more.
var errReaderGone = errors.New("rest: nobody takes the answer")

// stream writes a body of any size, until it is whole, the reader is gone, or
// the server stops. A body that is not whole is never ended in order: the
// connection breaks, so that nobody takes it for all there is.
func (s *server) stream(request huma.Context, write func(context.Context, io.Writer) error) {
	c := humaecho.Unwrap(request)
	ctx, cancel := context.WithCancel(request.Context())
	defer cancel()
	go func() {
		select {
		case <-s.Stopping:
			cancel()
		case <-ctx.Done():
		}
	}()
	out := &paced{ctx: ctx, to: c.Response(), deadline: http.NewResponseController(c.Response()).SetWriteDeadline, stall: streamStall}
	release := context.AfterFunc(ctx, out.interrupt)
	defer release()
	buffered := bufio.NewWriterSize(out, streamChunk)
	err := write(ctx, buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err == nil {
		return
	}
	if ctx.Err() == nil && !errors.Is(err, errReaderGone) {
		about := requestOf(ctx)
		s.Log.Error("answer broken off", "request", about.id, "path", about.path, "error", err)
	}
	panic(http.ErrAbortHandler)
}

// paced gives every write a deadline of its own. The one of the last write also
// holds for the end of the body; net/http then lifts it (Go 1.26, conn.serve).
type paced struct {
	ctx      context.Context
	to       io.Writer
	deadline func(time.Time) error
	stall    time.Duration
}

func (p *paced) Write(chunk []byte) (int, error) {
	if err := p.deadline(time.Now().Add(p.stall)); err != nil {
		return 0, fmt.Errorf("rest: write deadline: %w", err)
	}
	// In this order: an interruption that comes before the deadline is seen
	// here, and one that comes later moves it.
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := p.to.Write(chunk)
	if err != nil {
		err = fmt.Errorf("%w: %w", errReaderGone, err)
	}
	return n, err
}

// interrupt ends a write that waits.
func (p *paced) interrupt() { _ = p.deadline(time.Now()) }
