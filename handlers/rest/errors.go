package rest

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/labstack/echo/v4"

	"domainflow/domain"
	"domainflow/eventstore"
	"domainflow/handlers/people"
	"domainflow/internal/secrets"
	"domainflow/projections"
)

var (
	// errDatabase marks what went wrong between us and Postgres.
	errDatabase = errors.New("rest: the read models cannot be asked")
	// errReadModels: nothing may be appended, see projections.Projector.Run.
	errReadModels = errors.New("rest: the read models do not belong to the log")
	errNotFound   = domain.Refuse(domain.NotFound, domain.CodeNotFound, "does not exist")
)

// badRequest is a request that cannot be read.
type badRequest struct {
	detail string
	fields []domain.FieldError
}

func (e *badRequest) Error() string { return e.detail }

// stale is a refused update.
type stale struct{ current uint64 }

func (e *stale) Error() string { return fmt.Sprintf("the version is %d by now", e.current) }

// Unwrap makes it a conflict like others.
func (e *stale) Unwrap() error {
	return domain.Refuse(domain.Conflict, domain.CodeStaleVersion, "%s", e.Error())
}

// problem maps an error to its answer. Only refusals tell their text: others
// may hold addresses or queries, and go to the log of this process. A refusal
// whose code is not in the table is a defect.
func (s *server) problem(ctx context.Context, err error) *problem {
	about := requestOf(ctx)
	if refusal, ok := domain.AsError(err); ok && codes[code(refusal.Code)].status != 0 {
		return refused(about, refusal, err)
	}
	var unreadable *badRequest
	if errors.As(err, &unreadable) {
		p := newProblem(about, codeBadRequest, unreadable.detail)
		p.Fields = unreadable.fields
		return p
	}
	var large *tooLarge
	if errors.As(err, &large) {
		return newProblem(about, codePayloadTooLarge, large.Error())
	}
	var slow *slowDown
	if errors.As(err, &slow) {
		p := newProblem(about, codeRateLimited, slow.Error())
		p.retryAfter = slow.seconds()
		return p
	}
	p := newProblem(about, outageCode(err), "")
	if p.Code == codeInternal {
		p.Detail = "request " + about.id
	}
	if p.Status >= 500 && ctx.Err() == nil {
		s.Log.Error("request failed", "request", about.id, "path", about.path, "code", string(p.Code), "error", err)
	}
	return p
}

// refused answers a refusal of the domain.
func refused(about request, refusal *domain.Error, err error) *problem {
	p := newProblem(about, code(refusal.Code), refusal.Message)
	p.Fields, p.CurrentStatus = refusal.Fields, refusal.CurrentStatus
	var old *stale
	if errors.As(err, &old) {
		p.CurrentVersion = old.current
	}
	return p
}

// outageCode is for errors that nobody decided. The order matters: a full
// store is also an unavailable one.
func outageCode(err error) code {
	for _, known := range []struct {
		is   error
		code code
	}{
		{errNoCredential, codeUnauthorized}, {people.ErrNobody, codeUnauthorized}, {people.ErrSessionEnded, codeSessionExpired},
		{secrets.ErrUnavailable, codeUnavailable}, {secrets.ErrBusy, codeUnavailable}, {secrets.ErrInProgress, codeContention},
		{projections.ErrNotFound, domain.CodeNotFound}, {projections.ErrCursor, codeCursorInvalid},
		{projections.ErrBehind, codeReadBehind}, {eventstore.ErrCommandReused, codeKeyReused}, {eventstore.ErrContention, codeContention},
		{eventstore.ErrStorageFull, codeStorageFull}, {eventstore.ErrUnavailable, codeUnavailable},
		{errStopping, codeShuttingDown}, {errBroken, codeRequestTimeout},
		{errDatabase, codeUnavailable}, {errReadModels, codeUnavailable},
		{context.Canceled, codeUnavailable}, {context.DeadlineExceeded, codeUnavailable},
	} {
		if errors.Is(err, known.is) {
			return known.code
		}
	}
	return codeInternal
}

// outage marks errors of a query that are not answers of the read models:
// those are outages of Postgres, as projections.Queries documents.
func outage(err error) error {
	answers := []error{projections.ErrNotFound, projections.ErrCursor, projections.ErrBehind}
	if err == nil || slices.ContainsFunc(answers, func(a error) bool { return errors.Is(err, a) }) {
		return err
	}
	if _, refusal := domain.AsError(err); refusal {
		return err
	}
	return fmt.Errorf("%w: %w", errDatabase, err)
}

// handleError answers what no handler did: errors of the router and panics.
func (s *server) handleError(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	var p *problem
	var http *echo.HTTPError
	switch {
	case errors.As(err, &p):
	case errors.As(err, &http):
		p = newProblem(requestOf(c.Request().Context()), codeOf(http.Code), "")
	default:
		p = s.problem(c.Request().Context(), err)
	}
	if err := p.write(c); err != nil {
		s.Log.Debug("answer not written", "request", p.RequestID, "error", err)
	}
}

func codeOf(status int) code {
	if c, ok := statusCodes[status]; ok {
		return c
	}
	if status >= 500 {
		return codeInternal
	}
	return codeBadRequest
}
