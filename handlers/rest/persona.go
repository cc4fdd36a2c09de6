package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/persona"
	"domainflow/domain/user"
	"domainflow/projections"
)

const personasPath = base + "/personas"

func (s *server) personaRoutes() {
	tags := []string{"personas"}
	handle(s, access(user.PersonasRead), huma.Operation{
		OperationID: "list-personas", Method: http.MethodGet, Path: personasPath, Tags: tags, Summary: "Personas of both types",
	}, func(ctx context.Context, in *personaList) (*answer[projections.Page[projections.Persona]], error) {
		return s.listPersonas(ctx, in.PersonaType, in.TypedPersonaList)
	})
	handle(s, access(user.PersonasRead), huma.Operation{
		OperationID: "get-persona", Method: http.MethodGet, Path: personasPath + "/{id}", Tags: tags, Summary: "One persona of either type",
	}, s.getPersona)
	typedPersonaRoutes(s, persona.DNS, func(in *persona.DNSInput) persona.Input { return persona.Input{DNS: in} })
	typedPersonaRoutes(s, persona.HTTP, func(in *persona.HTTPInput) persona.Input { return persona.Input{HTTP: in} })
}

// typedPersonaRoutes are those of one type, which the path fixes; D is its
// details.
func typedPersonaRoutes[D any](s *server, t persona.Type, details func(*D) persona.Input) {
	path, word, tags := personasPath+"/"+string(t), string(t), []string{"personas"}
	p := personas[D]{server: s, kind: t, path: path, details: details}
	handle(s, access(user.PersonasRead), huma.Operation{
		OperationID: "list-" + word + "-personas", Method: http.MethodGet, Path: path, Tags: tags, Summary: "Personas of this type",
	}, func(ctx context.Context, in *TypedPersonaList) (*answer[projections.Page[projections.Persona]], error) {
		return s.listPersonas(ctx, t, *in)
	})
	handle(s, access(user.PersonasCreate), huma.Operation{
		OperationID: "create-" + word + "-persona", Method: http.MethodPost, Path: path, Tags: tags, Summary: "Create a persona",
		DefaultStatus: http.StatusCreated, Responses: commandResponses[projections.Persona](s, http.StatusCreated),
	}, p.create)
	handle(s, access(user.PersonasRead), huma.Operation{
		OperationID: "get-" + word + "-persona", Method: http.MethodGet, Path: path + "/{id}", Tags: tags, Summary: "One persona",
	}, p.get)
	handle(s, access(user.PersonasUpdate), huma.Operation{
		OperationID: "update-" + word + "-persona", Method: http.MethodPut, Path: path + "/{id}", Tags: tags,
		Summary:       "Replace a persona; campaigns that have started keep what they had",
		DefaultStatus: http.StatusOK, Responses: commandResponses[projections.Persona](s, http.StatusOK),
	}, p.update)
	handle(s, access(user.PersonasDelete), huma.Operation{
		OperationID: "delete-" + word + "-persona", Method: http.MethodDelete, Path: path + "/{id}", Tags: tags,
		Summary: "Delete a persona; campaigns that have started keep it", DefaultStatus: http.StatusNoContent,
	}, p.delete)
}

// TypedPersonaList is the query of a list of one type. It is exported as
// Reading is.
type TypedPersonaList struct {
	Listing
	IsEnabled optional[bool] `query:"isEnabled"`
	Query     string         `query:"q" maxLength:"255" doc:"Part of the name"`
	Sort      string         `query:"sort" default:"name" enum:"name,-name,createdAt,-createdAt"`
}

type personaList struct {
	TypedPersonaList
	PersonaType persona.Type `query:"personaType"`
}

func (s *server) listPersonas(
	ctx context.Context, t persona.Type, in TypedPersonaList,
) (*answer[projections.Page[projections.Persona]], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.queries(ctx).Personas(ctx, projections.PersonaFilter{
		PersonaType: t, IsEnabled: in.IsEnabled.pointer(), Query: in.Query, Sort: in.Sort, Paging: in.paging(),
	}))
}

func (s *server) getPersona(ctx context.Context, in *byID) (*answer[projections.Persona], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return single(s.queries(ctx).Persona(ctx, in.ID))
}
