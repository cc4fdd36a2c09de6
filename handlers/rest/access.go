package rest

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"domainflow/domain"
	"domainflow/domain/user"
	"domainflow/handlers/people"
)

// access is what an operation asks of its caller: a permission, or one of these.
type access string

const (
	// public is open to anybody.
	public access = "public"
	// signedIn is open to everybody who has a credential.
	signedIn access = "signed-in"
	// ownAccount is signedIn, also while the password must be changed.
	ownAccount access = "own-account"
)

// known says whether it can be asked. An operation that asks for nothing, or
// for a permission that nobody has, is a defect: the program does not start.
func (a access) known() bool {
	return a == public || a == signedIn || a == ownAccount || slices.Contains(user.All.List(), user.Permission(a))
}

// credential is what a request came with: a caller, or why there is none.
type credential struct {
	caller people.Caller
	err    error
}

type credentialKey struct{}

// errNoCredential: the request names none.
var errNoCredential = errors.New("rest: no credential")

// authenticate finds out who a request is from. Whether they may is up to the
// operation.
func (s *server) authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		ctx := r.Context()
		caller, err := s.callerOf(ctx, r, c.Path())
		if err == nil {
			ctx = people.WithCaller(ctx, caller)
		}
		c.SetRequest(r.WithContext(context.WithValue(ctx, credentialKey{}, credential{caller, err})))
		return next(c)
	}
}

// callerOf reads the credential of a request: Authorization, or the query of a route that takes
// one there. Two of them are none: which one counts would be a guess.
func (s *server) callerOf(ctx context.Context, r *http.Request, route string) (people.Caller, error) {
	given := r.Header.Values("Authorization")
	inQuery, err := credentialsInQuery(r, route)
	switch n := len(given) + len(inQuery); {
	case err != nil:
		return people.Caller{}, err
	case n == 0:
		return people.Caller{}, errNoCredential
	case n > 1:
		return people.Caller{}, people.ErrNobody
	case len(inQuery) == 1:
		return s.callerByQuery(ctx, inQuery[0])
	}
	const scheme = "Bearer "
	if len(given[0]) < len(scheme) || !strings.EqualFold(given[0][:len(scheme)], scheme) {
		return people.Caller{}, people.ErrNobody
	}
	return s.Gate.Bearer(ctx, given[0][len(scheme):])
}

// admit refuses who may not, before anything of the body is read.
func (s *server) admit(needs access) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		if err := s.mayEnter(ctx.Context(), needs); err != nil {
			p := s.problem(ctx.Context(), err)
			s.recordRefusal(ctx.Context(), ctx.Operation(), p, needs)
			// What cannot be written has nobody who reads it.
			_ = p.write(humaecho.Unwrap(ctx))
			return
		}
		next(ctx)
	}
}

// mayEnter says whether the caller of a request may do what needs an access.
func (s *server) mayEnter(ctx context.Context, needs access) error {
	if needs == public {
		return nil
	}
	who, _ := ctx.Value(credentialKey{}).(credential)
	switch {
	case who.err != nil:
		return who.err
	case who.caller.MustChangePassword && needs != ownAccount:
		return errPasswordChange
	case needs == signedIn || needs == ownAccount || who.caller.May(user.Permission(needs)):
		return nil
	}
	return errForbidden(user.Permission(needs))
}

// errPasswordChange: a password that others know is good for nothing else.
var errPasswordChange = domain.Refuse(domain.Forbidden, string(codePasswordChange), "the password has to be changed first")

// caller is who a request of an operation that is not public is from.
func caller(ctx context.Context) people.Caller {
	c, _ := people.CallerOf(ctx)
	return c
}
