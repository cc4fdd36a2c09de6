package rest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/eventstore"
	"domainflow/projections"
)

// Outages that no test can bring about at will, and how they are answered.
func TestErrorsBecomeProblems(t *testing.T) {
	t.Parallel()
	s := &server{Config: Config{Log: slog.New(slog.DiscardHandler)}}
	for _, c := range []struct {
		err    error
		status int
		code   code
		retry  bool
	}{
		{eventstore.ErrContention, 409, codeContention, true},
		{eventstore.ErrUnavailable, 503, codeUnavailable, true},
		{eventstore.ErrStorageFull, 507, codeStorageFull, false},
		{eventstore.ErrMalformed, 500, codeInternal, false},
		{eventstore.ErrCommandReused, 422, codeKeyReused, false},
		{projections.ErrNotFound, 404, domain.CodeNotFound, false},
		{projections.ErrCursor, 400, codeCursorInvalid, false},
		{projections.ErrBehind, 503, codeReadBehind, true},
		{outage(errors.New("connection refused")), 503, codeUnavailable, true},
		{errReadModels, 503, codeUnavailable, true},
		{context.Canceled, 503, codeUnavailable, true},
		{domain.Refuse(domain.Conflict, "NEVER_HEARD_OF", "x"), 500, codeInternal, false},
		{errors.New("nil map"), 500, codeInternal, false},
	} {
		p := s.problem(t.Context(), fmt.Errorf("wrapped: %w", c.err))
		require.Equal(t, c.status, p.Status, c.err)
		require.Equal(t, c.code, p.Code, c.err)
		require.Equal(t, c.retry, p.GetHeaders().Get("Retry-After") != "", c.err)
		require.NotContains(t, p.Detail, "wrapped")
	}
}

// Every code that the domain refuses with has its place in the table.
func TestCodesOfTheDomainAreListed(t *testing.T) {
	t.Parallel()
	for _, c := range []code{
		domain.CodeValidation, domain.CodeNotFound, domain.CodeInvalidState, domain.CodeNameTaken, domain.CodeStaleVersion,
		domain.CodeNotSupported, campaign.CodeSourceType, campaign.CodeSpaceTooLarge, campaign.CodeRuleTooBroad,
		campaign.CodePersonaUnavailable, campaign.CodeKeywordSetUnavailable, keywordset.CodeSetTooLarge,
		campaign.CodeParamsImmutable,
	} {
		require.Contains(t, codes, c)
		require.NotEmpty(t, codes[c].title)
	}
}

func TestTogether(t *testing.T) {
	t.Parallel()
	wrong := func(fields ...string) error {
		var checks domain.Checks
		for _, f := range fields {
			checks.Require(false, f, domain.FieldInvalid, "first")
		}
		return checks.Err()
	}
	missing := domain.Refuse(domain.NotFound, domain.CodeNotFound, "x")
	conflict := domain.Refuse(domain.Conflict, domain.CodeNameTaken, "x")
	whole := domain.Refuse(domain.Invalid, campaign.CodeRuleTooBroad, "x")
	broken := errors.New("broken")
	require.NoError(t, together(nil, nil))
	require.Equal(t, broken, together(wrong("a"), broken, missing))
	require.Equal(t, missing, together(wrong("a"), conflict, missing))
	require.Equal(t, whole, together(conflict, whole))
	require.Equal(t, conflict, together(nil, conflict, nil))
	both, ok := domain.AsError(together(conflict, wrong("a", "a"), whole, wrong("a", "b")))
	require.True(t, ok)
	require.Len(t, both.Fields, 3, "two of the first check, one that is new")
}

// The lag counts from the moment at which the log was seen to be ahead.
func TestLag(t *testing.T) {
	t.Parallel()
	now := time.Unix(0, 0)
	l := lag{now: func() time.Time { return now }}
	require.NoError(t, l.check(0, 10))
	now = now.Add(30 * time.Second)
	require.NoError(t, l.check(9, 50))
	now = now.Add(time.Second)
	require.ErrorIs(t, l.check(9, 60), errLag)
	require.NoError(t, l.check(10, 60), "what was missing is there; what came since is young")
	now = now.Add(31 * time.Second)
	require.ErrorIs(t, l.check(59, 60), errLag)
	require.NoError(t, l.check(60, 60))
	now = now.Add(time.Hour)
	require.NoError(t, l.check(60, 60))
}
