package rest

import (
	"context"
	"net/url"

	"github.com/labstack/echo/v4"

	"domainflow/handlers/people"
)

// feedPaths are those of the live feed: that of the API, and one that old
// clients know.
var feedPaths = map[string]bool{base + "/ws": true, "/ws": true}

// ticketForFeed is the purpose of tickets that open the live feed.
const ticketForFeed = "ws"

func (s *server) feedRoutes(e *echo.Echo) {
	for path := range feedPaths {
		e.GET(path, s.enterFeed)
	}
}

// enterFeed lets in whoever has signed in: what they get is for the feed to say,
// message by message. It is no operation of the document, since what follows
// the upgrade is not HTTP.
func (s *server) enterFeed(c echo.Context) error {
	if err := s.mayEnter(c.Request().Context(), signedIn); err != nil {
		return err
	}
	return s.Feed(c)
}

// queryCredential is a parameter of the query that lets somebody in.
type queryCredential struct{ name, text string }

const (
	ticketParameter = "ticket"
	apiKeyParameter = "apiKey"
)

// credentialsInQuery are for clients that cannot send headers, which browsers do
// not let scripts do with a WebSocket. Other routes take none.
func credentialsInQuery(query, route string) (found []queryCredential, err error) {
	if !feedPaths[route] {
		return nil, nil
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return nil, &badRequest{detail: "the query cannot be read"}
	}
	for _, name := range []string{ticketParameter, apiKeyParameter} {
		for _, text := range values[name] {
			found = append(found, queryCredential{name, text})
		}
	}
	return found, nil
}

// callerByQuery uses a ticket up, also if the upgrade is refused afterwards.
func (s *server) callerByQuery(ctx context.Context, c queryCredential) (people.Caller, error) {
	switch {
	case c.name == ticketParameter:
		return s.Gate.Ticket(ctx, c.text, ticketForFeed)
	case s.AllowAPIKeyInQuery():
		return s.Gate.Key(ctx, c.text)
	}
	return people.Caller{}, people.ErrNobody
}
