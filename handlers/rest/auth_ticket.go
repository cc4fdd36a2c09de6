package rest

import (
	"context"
	"net/http"
	"strings"

	"domainflow/domain"
	"domainflow/internal/secrets"
	"domainflow/projections"
)

// What a ticket is for.
const (
	purposeFeed     = "ws"
	purposeDownload = "download"
)

type ticketBody struct {
	Purpose string `json:"purpose" enum:"ws,download" doc:"ws: the live feed. download: an export"`
}

type ticket struct {
	Ticket    string           `json:"ticket"`
	ExpiresAt projections.Time `json:"expiresAt"`
}

// ticketing is no command: a ticket changes nothing that anybody sees.
type ticketing struct{ Body body[ticketBody] }

func (in *ticketing) ready(context.Context, *server) error { return in.Body.fault() }

type ticketed struct{ Body ticket }

func (s *server) createTicket(ctx context.Context, in *ticketing) (*ticketed, error) {
	purpose := in.Body.Value.Purpose
	var checks domain.Checks
	checks.Require(purpose == purposeFeed || purpose == purposeDownload, "purpose", domain.FieldInvalid, "must be %s or %s", purposeFeed, purposeDownload)
	if err := together(in.Body.refused, checks.Err()); err != nil {
		return nil, err
	}
	who := caller(ctx)
	made, expires, err := s.Gate.Secrets.IssueTicket(ctx, secrets.Holder{UserID: who.UserID, SessionID: who.SessionID, APIKeyID: who.KeyID}, purpose)
	if err != nil {
		return nil, err
	}
	return &ticketed{ticket{Ticket: made.Reveal(), ExpiresAt: projections.TimeOf(expires)}}, nil
}

// downloadTicket is the ticket of a request for an export, "" for all others.
func downloadTicket(r *http.Request) string {
	rest, campaign := strings.CutPrefix(r.URL.Path, campaignsPath+"/")
	id, export := strings.CutSuffix(rest, "/export")
	if !campaign || !export || strings.Contains(id, "/") || r.Method != http.MethodGet {
		return ""
	}
	return r.URL.Query().Get("ticket")
}
