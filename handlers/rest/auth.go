package rest

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"domainflow/domain"
	"domainflow/handlers/people"
)

const authPath = base + "/auth"

func (s *server) authRoutes() {
	tags := []string{"auth"}
	s.setupRoutes()
	handle(s, public, huma.Operation{
		OperationID: "login", Method: http.MethodPost, Path: authPath + "/login", Tags: tags, Summary: "Sign in",
		Description: "Whoever fails is told the same, and has to wait the longer the more often they did: 429 with Retry-After.",
	}, s.login)
	handle(s, public, huma.Operation{
		OperationID: "refresh", Method: http.MethodPost, Path: authPath + "/refresh", Tags: tags, Summary: "Another access token of the same session",
		Description: "Takes the refresh token of the body, or else that of the cookie, and gives the next one. " +
			"One that was used more than 10 s ago ends the session: two have it.",
	}, s.refresh)
	handle(s, ownAccount, huma.Operation{
		OperationID: "logout", Method: http.MethodPost, Path: authPath + "/logout", Tags: tags, Summary: "End this session",
		DefaultStatus: http.StatusNoContent,
	}, s.logout)
	handle(s, ownAccount, huma.Operation{
		OperationID: "change-password", Method: http.MethodPost, Path: authPath + "/change-password", Tags: tags,
		Summary: "Replace the own password; all other sessions end", DefaultStatus: http.StatusNoContent,
	}, s.changePassword)
	s.sessionRoutes()
	handle(s, signedIn, huma.Operation{
		OperationID: "create-ticket", Method: http.MethodPost, Path: authPath + "/tickets", Tags: tags,
		Summary:     "Be let in once more, by a URL",
		Description: "For browsers, which cannot send a header with a WebSocket or a download: ?ticket= on those alone, once, within 30 s.",
	}, s.createTicket)
}

// noStore keeps answers about credentials out of every cache.
func noStore(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if strings.HasPrefix(c.Request().URL.Path, authPath+"/") {
			c.Response().Header().Set(echo.HeaderCacheControl, "no-store")
		}
		return next(c)
	}
}

// errNoSession: what an API key could do to sessions and passwords, who finds it
// could do for good.
var errNoSession = domain.Refuse(domain.Forbidden, domain.CodeForbidden, "only somebody who has signed in may do this, not an API key")

// inSession is the caller, who has signed in.
func inSession(ctx context.Context) (people.Caller, error) {
	c := caller(ctx)
	if c.SessionID == "" {
		return c, errNoSession
	}
	return c, nil
}
