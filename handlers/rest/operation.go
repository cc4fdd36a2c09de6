package rest

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"
)

// prerequisite is what an input needs before its handler may run.
type prerequisite interface {
	ready(ctx context.Context, s *server) error
}

// handle registers one operation: its route, what it asks of its caller, its
// place in the document and its handler, whose errors leave through the one
// table. It panics where nothing, or nothing known, is asked of the caller.
func handle[I, O any](s *server, needs access, op huma.Operation, handler func(context.Context, *I) (*O, error)) {
	if !needs.known() {
		panic(fmt.Sprintf("rest: %s asks for %q of its caller", op.OperationID, needs))
	}
	op.Middlewares = append(op.Middlewares, s.admit(needs))
	op.Extensions = map[string]any{"x-access": string(needs)}
	if needs != public {
		op.Security = []map[string][]string{{bearerScheme: {}}}
	}
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
			p := s.problem(ctx, err)
			s.recordRefusal(ctx, &op, p, "")
			return nil, p
		}
		return out, nil
	})
}
