package rest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
)

// caller is somebody of the table, with what they may do.
type caller struct {
	person
	name string
	may  user.Set
	// role is "" for nobody, and for keys, which have no session.
	role user.Role
}

// callers are one of each role, keys, and nobody.
func (r *rig) callers() []caller {
	found := []caller{{name: "nobody"}}
	for _, role := range user.Roles {
		found = append(found, caller{r.signUp(role), string(role), user.Permissions(role), role})
	}
	admin := found[2].person
	narrow := []user.Permission{user.CampaignsRead}
	// No role sees everything, commands, and yet must leave alone what others own.
	wide := user.Permissions(user.Admin).Without(user.SetOf(user.CampaignsManageAll)).List()
	return append(found,
		caller{r.keyOf(admin, narrow...), "key with one scope", user.SetOf(narrow...), ""},
		caller{r.keyOf(admin, wide...), "key without manage-all", user.SetOf(wide...), ""})
}

// keyOf is an API key of somebody.
func (r *rig) keyOf(p person, scopes ...user.Permission) person {
	r.t.Helper()
	_, key := r.newKey(p.id, scopes...)
	return person{id: p.id, email: p.email, token: key}
}

func (r *rig) newKey(owner string, scopes ...user.Permission) (id, text string) {
	r.t.Helper()
	id = newID()
	prefix, key, err := r.people.Secrets.CreateAPIKey(r.t.Context(), id, owner, "test")
	require.NoError(r.t, err)
	r.changeUser(owner, user.CreateAPIKey{
		APIKey: user.APIKey{ID: id, Prefix: prefix, Scopes: scopes}, Now: time.Now().UTC(), By: user.All,
	})
	return id, key.Reveal()
}

// operation is one of the document.
type operation struct{ id, method, path, access string }

func operations(t *testing.T) map[string]operation {
	t.Helper()
	_, parsed := document(t)
	all := map[string]operation{}
	for path, methods := range parsed["paths"].(object) {
		for method, value := range methods.(object) {
			op := value.(object)
			access, declared := op["x-access"].(string)
			require.True(t, declared, "%s %s says nothing of who may", method, path)
			id := op["operationId"].(string)
			all[id] = operation{id, strings.ToUpper(method), path, access}
		}
	}
	return all
}

// want is the status that an operation answers with, by what the document says,
// what the caller may do, and whose the object is.
func (o operation) want(r row, who caller, own bool) int {
	switch {
	case o.access == "public":
		return r.ok
	case who.token == "":
		return http.StatusUnauthorized
	case o.access != "signed-in" && o.access != "own-account" && !who.may.Has(user.Permission(o.access)):
		return http.StatusForbidden
	case r.session && who.role == "":
		return http.StatusForbidden
	case r.object == nil:
		return r.ok
	case !r.readable(who, own):
		return r.unseen()
	case !own && !r.refers && !r.personal && o.method != http.MethodGet && !who.may.Has(user.CampaignsManageAll):
		return http.StatusForbidden
	}
	return r.ok
}

// S01, S02, K1: every operation of the document, tried by everybody on what is
// theirs and on what is not.
func TestEveryRouteAsEverybody(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	all, table, callers, stranger := operations(t), r.rows(), r.callers(), r.signUp(user.Member)
	for id := range table {
		require.Contains(t, all, id, "a row without a route")
	}
	for id, op := range all {
		row, ok := table[id]
		require.True(t, ok, "no row for %s %s (%s)", op.method, op.path, id)
		for _, who := range callers {
			for _, owner := range []string{who.id, stranger.id} {
				if row.object == nil && owner == stranger.id || owner == "" {
					continue
				}
				r.try(op, row, who, owner)
			}
		}
		if row.object == nil {
			r.try(op, row, callers[0], "")
		}
	}
}

// try sends one request of the table.
func (r *rig) try(op operation, row row, who caller, owner string) {
	r.t.Helper()
	id := ""
	if row.object != nil {
		id = row.object(owner)
	}
	own := owner == who.id
	if row.session && who.role != "" && id == "" {
		who.person = r.signUp(who.role) // the request may end what they came with
	}
	asked := fmt.Sprintf("%s %s as %s, own: %v", op.method, op.path, who.name, own)
	answer := r.as(who.person).ask(op, row, id)
	want := op.want(row, who, own)
	if want < 300 && answer.StatusCode == http.StatusAccepted {
		want = http.StatusAccepted // the read models were slow
	}
	require.Equal(r.t, want, answer.StatusCode, "%s: %s", asked, answer.text)
	switch want {
	case http.StatusUnauthorized:
		answer.fails(want, "UNAUTHORIZED")
		require.Equal(r.t, "Bearer", answer.Header.Get("WWW-Authenticate"))
	case http.StatusForbidden:
		answer.fails(want, "FORBIDDEN")
		if !row.session {
			require.Equal(r.t, "needs the permission "+op.missing(who), answer.is(want)["detail"])
		}
	case http.StatusNotFound, http.StatusUnprocessableEntity:
		require.Equal(r.t, told(r.as(who.person).ask(op, row, absent(id))), told(answer), "%s: as for what never was", asked)
	case http.StatusOK:
		if row.lists {
			require.Equal(r.t, row.readable(who, own), strings.Contains(answer.text, id), "%s: in the list", asked)
		}
	}
}

// ask sends the request of a row about one object.
func (r *rig) ask(op operation, row row, id string) reply {
	r.t.Helper()
	path := strings.NewReplacer("{id}", row.inPath(id), "{sequence}", id).Replace(op.path)
	require.NoError(r.t, r.projector.Await(r.t.Context(), r.last()))
	var headers []string
	if row.media != "" {
		headers = []string{"Content-Type", row.media}
	}
	return r.send(op.method, path+strings.ReplaceAll(row.query, "{object}", id), row.sends(id), headers...)
}

// missing is the permission that a refusal names.
func (o operation) missing(who caller) string {
	if who.may.Has(user.Permission(o.access)) {
		return string(user.CampaignsManageAll)
	}
	return o.access
}

// absent is an id that nothing has, of the kind of another one.
func absent(id string) string {
	if _, err := uuid.Parse(id); err != nil {
		return "9007199254740991"
	}
	return newID()
}

// told is what a refusal says, without what differs from one request to another.
func told(refused reply) object {
	body := refused.is(refused.StatusCode)
	delete(body, "instance")
	delete(body, "requestId")
	return body
}
