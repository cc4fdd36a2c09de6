package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/projections"
)

const sessionsPath = authPath + "/sessions"

func (s *server) sessionRoutes() {
	tags := []string{"auth"}
	handle(s, signedIn, huma.Operation{
		OperationID: "list-sessions", Method: http.MethodGet, Path: sessionsPath, Tags: tags, Summary: "Where one is signed in, the newest first",
	}, s.listSessions)
	handle(s, signedIn, huma.Operation{
		OperationID: "end-session", Method: http.MethodDelete, Path: sessionsPath + "/{id}", Tags: tags, Summary: "Sign out somewhere else",
		DefaultStatus: http.StatusNoContent,
	}, s.deleteSession)
}

// sessionObject is one of the caller's.
type sessionObject struct {
	ID         string           `json:"id" format:"uuid"`
	Device     string           `json:"device" doc:"The User-Agent"`
	Address    string           `json:"address" doc:"The network that it came from, not the host"`
	CreatedAt  projections.Time `json:"createdAt"`
	LastUsedAt projections.Time `json:"lastUsedAt" doc:"True to the minute"`
	Current    bool             `json:"current" doc:"The one of this request"`
}

// listSessions is one page: there are no more than the settings allow.
func (s *server) listSessions(ctx context.Context, _ *Reading) (*answer[projections.Page[sessionObject]], error) {
	who, err := inSession(ctx)
	if err != nil {
		return nil, err
	}
	sequence := s.ReadModels.Sequence()
	found, err := s.Gate.Secrets.Sessions(ctx, who.UserID)
	page := projections.Page[sessionObject]{Items: []sessionObject{}, Sequence: sequence}
	for _, f := range found {
		page.Items = append(page.Items, sessionObject{
			ID: f.ID, Device: f.Device, Address: f.Address, Current: f.ID == who.SessionID,
			CreatedAt: projections.TimeOf(f.CreatedAt), LastUsedAt: projections.TimeOf(f.LastUsedAt),
		})
	}
	return listed(page, err)
}

func (s *server) deleteSession(ctx context.Context, in *named) (*deleted, error) {
	who, err := inSession(ctx)
	if err != nil {
		return nil, err
	}
	out, err := s.endSession(ctx, s.command(ctx, in.Commanding, hashOf(nil)), who.UserID, in.ID)
	if err != nil {
		return nil, err
	}
	return gone(out), nil
}
