package rest

import (
	"context"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"
	"github.com/labstack/echo/v4"

	"domainflow/handlers/people"
)

// feedPaths are those of the live feed: that of the API, and one that old
// clients know.
var feedPaths = map[string]bool{base + "/ws": true, "/ws": true}

// ticketPurposes are the routes that take a ticket, and what it must be for.
var ticketPurposes = map[string]string{
	base + "/ws": purposeFeed, "/ws": purposeFeed, campaignsPath + "/:id/export": purposeDownload,
}

func (s *server) feedRoutes(e *echo.Echo) {
	for path := range feedPaths {
		e.GET(path, s.enterFeed)
	}
}

// enterFeed lets in whoever has signed in: what they get is for the feed to say,
// message by message. It is no operation of the document, since what follows
// the upgrade is not HTTP.
func (s *server) enterFeed(c echo.Context) error {
	ctx := c.Request().Context()
	if err := s.mayEnter(ctx, signedIn); err != nil {
		p := s.problem(ctx, err)
		s.recordRefusal(ctx, &huma.Operation{Method: c.Request().Method, Path: c.Path()}, p, signedIn)
		return p
	}
	return s.Feed(c)
}

// queryCredential is a parameter of the query that lets somebody in: a ticket
// for a purpose, or without one an API key.
type queryCredential struct{ purpose, text string }

const (
	ticketParameter = "ticket"
	apiKeyParameter = "apiKey"
)

// credentialsInQuery are for clients that cannot send headers, which browsers do
// not let scripts do with a WebSocket or a download. Other routes take none.
func credentialsInQuery(r *http.Request, route string) (found []queryCredential, err error) {
	purpose := ticketPurposes[route]
	if purpose == "" || r.Method != http.MethodGet {
		return nil, nil
	}
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, &badRequest{detail: "the query cannot be read"}
	}
	for _, text := range values[ticketParameter] {
		found = append(found, queryCredential{purpose, text})
	}
	if feedPaths[route] {
		for _, text := range values[apiKeyParameter] {
			found = append(found, queryCredential{text: text})
		}
	}
	return found, nil
}

// callerByQuery uses a ticket up, also if the request is refused afterwards.
func (s *server) callerByQuery(ctx context.Context, c queryCredential) (people.Caller, error) {
	switch {
	case c.purpose != "":
		return s.Gate.Ticket(ctx, c.text, c.purpose)
	case s.CurrentSettings().Auth.AllowAPIKeyInQuery:
		return s.Gate.Key(ctx, c.text)
	}
	return people.Caller{}, people.ErrNobody
}
