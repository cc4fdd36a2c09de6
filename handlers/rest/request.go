package rest

import (
	"context"
	"regexp"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
)

const headerRequestID = "X-Request-Id"

// request is what answers and events say about the request they stem from.
type request struct {
	id          string
	method      string
	path        string
	traceParent string
	// client is the address it comes from.
	client string
}

type requestKey struct{}

func requestOf(ctx context.Context) request {
	r, _ := ctx.Value(requestKey{}).(request)
	return r
}

var (
	validRequestID = regexp.MustCompile(`^[!-~]{1,128}$`)
	// validTraceParent is version 00 to fe of W3C Trace Context, level 1. Later
	// versions may have more behind the four fields.
	validTraceParent = regexp.MustCompile(`^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}(-[!-~]{0,100})?$`)
)

// identify names every request: by the id it came with, or else a new one.
func identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		about := request{id: r.Header.Get(headerRequestID), method: r.Method, path: r.URL.EscapedPath(), client: c.RealIP()}
		if !validRequestID.MatchString(about.id) {
			about.id = newID()
		}
		if trace := r.Header.Get("traceparent"); validTraceParent.MatchString(trace) {
			about.traceParent = trace
		}
		c.Response().Header().Set(headerRequestID, about.id)
		c.SetRequest(r.WithContext(context.WithValue(r.Context(), requestKey{}, about)))
		return next(c)
	}
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }

// isID says whether s is written as ids are. What is not names nothing.
func isID(s string) bool {
	id, err := uuid.Parse(s)
	return err == nil && id.String() == s
}
