package rest

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain"
	"domainflow/domain/user"
	"domainflow/projections"
)

const natsUsersPath = base + "/nats-users"

// errExternalNATS answers everything about users of servers that are not ours.
var errExternalNATS = domain.Refuse(domain.Invalid, domain.CodeNotSupported,
	"the NATS servers are external, so who reads there is up to their operators; docs/nats.md says how")

func (s *server) natsUserRoutes() {
	tags := []string{"nats"}
	created := commandResponses[createdNATSUser](s, http.StatusCreated)
	created[statusText(http.StatusAccepted)].Content = s.content(reflect.TypeFor[acceptedNATSUser]())
	handle(s, access(user.SystemAdmin), huma.Operation{
		OperationID: "list-nats-users", Method: http.MethodGet, Path: natsUsersPath, Tags: tags,
		Summary: "Programs outside that may read the log over NATS; 422 NOT_SUPPORTED with external servers",
	}, s.listNATSUsers)
	handle(s, access(user.SystemAdmin), huma.Operation{
		OperationID: "create-nats-user", Method: http.MethodPost, Path: natsUsersPath, Tags: tags,
		Summary: "Let a program outside read the log over NATS",
		Description: "The seed is the secret of its client. It is in this answer and kept nowhere: whoever loses it, or only gets the answer " +
			"of a later request with the same Idempotency-Key, revokes the user and creates another. Who creates it owns it, and must be allowed to read what it may read, then and later: " +
			"user and role need users:manage, setting needs system:config, campaigns need campaigns:read-all; a subject with a wildcard for its category, " +
			"or none given, needs all of them. " +
			"While the owner is deactivated, deleted, or lacks one of them, the user is cut off; it is let in again, where it was, once they have them again. " +
			"Access records are never read over NATS. The listener lets the user in within moments.",
		DefaultStatus: http.StatusCreated, Responses: created,
	}, s.createNATSUser)
	handle(s, access(user.SystemAdmin), huma.Operation{
		OperationID: "revoke-nats-user", Method: http.MethodDelete, Path: natsUsersPath + "/{id}", Tags: tags,
		Summary: "Cut a program off and forget its position", DefaultStatus: http.StatusNoContent,
	}, s.revokeNATSUser)
}

type natsUserList struct {
	Listing
	Query string `query:"q" maxLength:"255" doc:"Part of the name"`
	Sort  string `query:"sort" default:"name" enum:"name,-name,createdAt,-createdAt"`
}

func (s *server) listNATSUsers(ctx context.Context, in *natsUserList) (*answer[projections.Page[projections.NATSUser]], error) {
	if s.NewNATSKey == nil {
		return nil, errExternalNATS
	}
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return listed(s.queries(ctx).NATSUsers(ctx, projections.NATSUserFilter{Query: in.Query, Sort: in.Sort, Paging: in.paging()}))
}

type natsUserBody struct {
	Name     string   `json:"name" minLength:"1" maxLength:"255" doc:"Unique"`
	Subjects []string `json:"subjects,omitempty" minItems:"1" maxItems:"20" doc:"What it may read, with the wildcards of NATS; domainflow.> unless given. None may lie within another"`
}

// createdNATSUser is the only place where a seed is shown.
type createdNATSUser struct {
	projections.NATSUser
	Seed string `json:"seed,omitempty" doc:"The secret of its client, an nkey seed. Left out with Idempotency-Replayed"`
}

// acceptedNATSUser is createdNATSUser while the read models are behind.
type acceptedNATSUser struct {
	ID       string `json:"id" format:"uuid"`
	Sequence uint64 `json:"sequence" doc:"minSequence for a query that shows the user"`
	Seed     string `json:"seed,omitempty" doc:"The secret of its client, an nkey seed. Left out with Idempotency-Replayed"`
}
