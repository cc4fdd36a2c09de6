package processors

import (
	"io"
	"sync"
)

// engines keeps one engine per frozen persona, so that its limits hold over
// all campaigns that use it. An engine is closed with its last user.
type engines[E io.Closer] struct {
	mu   sync.Mutex
	open map[string]*engine[E]
}

type engine[E io.Closer] struct {
	engine E
	users  int
}

func newEngines[E io.Closer]() *engines[E] { return &engines[E]{open: map[string]*engine[E]{}} }

// of returns the engine of a persona and makes it at first use. release must
// be called once.
func (s *engines[E]) of(name string, create func() (E, error)) (E, func(), error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e := s.open[name]
	if e == nil {
		made, err := create()
		if err != nil {
			return made, nil, err
		}
		e = &engine[E]{engine: made}
		s.open[name] = e
	}
	e.users++
	return e.engine, sync.OnceFunc(func() { s.release(name, e) }), nil
}

func (s *engines[E]) release(name string, e *engine[E]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.users--
	if e.users == 0 {
		delete(s.open, name)
		_ = e.engine.Close()
	}
}
