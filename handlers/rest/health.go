package rest

import (
	"context"
	"net/http"
	"reflect"
	"sync"
	"time"

	"github.com/danielgtaylor/huma/v2"
)

const (
	pathPing   = "/ping"
	pathHealth = "/health"
	pathLive   = "/health/live"
)

// Probes find out whether the parts work. They return within the deadline of
// ctx.
type Probes struct {
	// EventStore: reachable and writable.
	EventStore func(context.Context) error
	Database   func(context.Context) error
	// Workers: those of this process run.
	Workers func(context.Context) error
}

// Build says which program this is.
type Build struct {
	Version string
	Time    string
}

// probeLimit bounds a probe.
const probeLimit = 2 * time.Second

// health is the body of /health.
type health struct {
	Status     string     `json:"status" enum:"ok,degraded"`
	Version    string     `json:"version"`
	BuildTime  string     `json:"buildTime"`
	Components components `json:"components"`
}

// components tell nothing but whether they work: health is public.
type components struct {
	EventStore  string `json:"eventStore" enum:"ok,failing"`
	Database    string `json:"database" enum:"ok,failing"`
	Projections string `json:"projections" enum:"ok,failing"`
	Workers     string `json:"workers" enum:"ok,failing"`
}

// probe asks all parts at once.
func (s *server) probe(ctx context.Context) components {
	ctx, cancel := context.WithTimeout(ctx, probeLimit)
	defer cancel()
	var found components
	var all sync.WaitGroup
	for _, part := range []struct {
		name  string
		check func(context.Context) error
		into  *string
	}{
		{"eventStore", s.Probes.EventStore, &found.EventStore}, {"database", s.Probes.Database, &found.Database},
		{"projections", s.projections, &found.Projections}, {"workers", s.Probes.Workers, &found.Workers},
	} {
		all.Go(func() {
			*part.into = "ok"
			if err := part.check(ctx); err != nil {
				*part.into = "failing"
				s.Log.Warn("health: component failing", "component", part.name, "error", err)
			}
		})
	}
	all.Wait()
	return found
}

// state is the body of the narrow probes.
type state struct {
	Status string `json:"status" enum:"alive,ready,not_ready"`
}

type stateAnswer struct {
	Status int
	Body   state
}

func (s *server) healthRoutes() {
	handle(s, huma.Operation{
		OperationID: "ping", Method: http.MethodGet, Path: pathPing, Tags: []string{"health"}, Summary: "Answers pong",
		Responses: rawResponses("pong", "text/plain", &huma.Schema{Type: huma.TypeString}),
	}, func(context.Context, *struct{}) (*raw, error) {
		return &raw{ContentType: "text/plain; charset=utf-8", Body: []byte("pong")}, nil
	})
	handle(s, huma.Operation{
		OperationID: "health", Method: http.MethodGet, Path: pathHealth, Tags: []string{"health"},
		Summary: "Version and parts, always 200",
	}, s.health)
	handle(s, huma.Operation{
		OperationID: "health-live", Method: http.MethodGet, Path: pathLive, Tags: []string{"health"},
		Summary: "200 while the process serves",
	}, func(context.Context, *struct{}) (*stateAnswer, error) {
		return &stateAnswer{Status: http.StatusOK, Body: state{"alive"}}, nil
	})
	handle(s, huma.Operation{
		OperationID: "health-ready", Method: http.MethodGet, Path: "/health/ready", Tags: []string{"health"},
		Summary: "200 when the event store can be written, the database reached, and the read models are less than 30 s behind; else 503",
		Responses: map[string]*huma.Response{
			statusText(http.StatusServiceUnavailable): {Description: "Not ready", Content: s.content(reflect.TypeFor[state]())},
		},
	}, s.ready)
}

func (s *server) health(ctx context.Context, _ *struct{}) (*struct{ Body health }, error) {
	found := s.probe(ctx)
	status := "degraded"
	if found == (components{"ok", "ok", "ok", "ok"}) {
		status = "ok"
	}
	return &struct{ Body health }{health{status, s.Build.Version, s.Build.Time, found}}, nil
}

func (s *server) ready(ctx context.Context, _ *struct{}) (*stateAnswer, error) {
	found := s.probe(ctx)
	found.Workers = "ok"
	if found != (components{"ok", "ok", "ok", "ok"}) {
		return &stateAnswer{Status: http.StatusServiceUnavailable, Body: state{"not_ready"}}, nil
	}
	return &stateAnswer{Status: http.StatusOK, Body: state{"ready"}}, nil
}
