package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/user"
	"domainflow/projections"
)

func (s *server) roleRoutes() {
	handle(s, access(user.UsersManage), huma.Operation{
		OperationID: "list-roles", Method: http.MethodGet, Path: base + "/admin/roles", Tags: []string{"users"},
		Summary: "What each role allows, the mightiest first",
	}, s.listRoles)
}

// roleObject is a role; they are fixed.
type roleObject struct {
	Name        user.Role         `json:"name"`
	Permissions []user.Permission `json:"permissions"`
}

func (s *server) listRoles(context.Context, *Reading) (*answer[projections.Page[roleObject]], error) {
	page := projections.Page[roleObject]{Sequence: s.ReadModels.Sequence()}
	for _, r := range user.Roles {
		page.Items = append(page.Items, roleObject{r, user.Permissions(r).List()})
	}
	return listed(page, nil)
}
