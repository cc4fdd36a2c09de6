package processors

import (
	"context"
	"sync"

	"github.com/nats-io/nats.go/jetstream"
)

// supply is where the slots of one step in this process get their units. When
// the queue was lost one of them makes it anew and the others wait: a hundred
// at once would keep a cluster busy with agreeing on it.
type supply struct {
	queue  *queue
	step   Step
	timing timing

	mu       sync.Mutex
	consumer jetstream.Consumer
}

// next waits a while for a unit. Whatever the error, it may be called again.
func (s *supply) next(ctx context.Context) (jetstream.Msg, error) {
	c, err := s.open(ctx)
	if err != nil {
		return nil, err
	}
	limited, cancel := context.WithTimeout(ctx, s.timing.askFor)
	defer cancel()
	return c.Next(jetstream.FetchContext(limited), jetstream.FetchHeartbeat(s.timing.heartbeat))
}

func (s *supply) open(ctx context.Context) (jetstream.Consumer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.consumer == nil {
		c, err := s.queue.consumer(ctx, s.step, s.timing.ackWait)
		if err != nil {
			return nil, err
		}
		s.consumer = c
	}
	return s.consumer, nil
}

// doubt has the queue looked for before the next unit is asked for.
func (s *supply) doubt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.consumer = nil
}
