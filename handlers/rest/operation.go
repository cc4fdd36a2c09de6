package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"
)

// prerequisite is what an input needs before its handler may run.
type prerequisite interface {
	ready(ctx context.Context, s *server) error
}

// handle registers one operation: its route, its place in the document and its
// handler, whose errors leave through the one table.
func handle[I, O any](s *server, op huma.Operation, handler func(context.Context, *I) (*O, error)) {
	op.SkipValidateBody = true
	op.RejectUnknownQueryParameters = true
	op.MaxBodyBytes = maxBody + 1
	op.BodyReadTimeout = bodyTimeout
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	op.Responses["default"] = s.problemResponse()
	huma.Register(s.api, op, func(ctx context.Context, in *I) (*O, error) {
		if needs, ok := any(in).(prerequisite); ok {
			if err := needs.ready(ctx, s); err != nil {
				return nil, s.problem(ctx, err)
			}
		}
		out, err := handler(ctx, in)
		if err != nil {
			return nil, s.problem(ctx, err)
		}
		return out, nil
	})
}
