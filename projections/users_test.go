package projections_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/user"
	"domainflow/projections"
)

func apiKey(id string, expires *time.Time) user.APIKeyCreated {
	return user.APIKeyCreated{APIKey: user.APIKey{
		ID: id, Prefix: "abcdefg2", Scopes: []user.Permission{user.CampaignsRead, user.EventsRead}, ExpiresAt: expires,
	}}
}

func TestUsers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	a, b, gone := newID(), newID(), newID()
	first := r.append(user.Category, a, user.Created{Roles: []user.Role{user.SuperAdmin}})
	created := r.clock
	r.append(user.Category, b, user.Created{Roles: []user.Role{user.Admin, user.Viewer}, MustChangePassword: true})
	r.append(user.Category, gone, user.Created{Roles: []user.Role{user.Viewer}}, user.Deleted{})
	last := r.reach(p)

	is := func(id string, want projections.User) {
		t.Helper()
		r.reach(p)
		got, _, err := p.Queries().User(t.Context(), id)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	want := projections.User{
		ID: a, Roles: []user.Role{user.SuperAdmin}, IsActive: true,
		CreatedAt: projections.TimeOf(created), UpdatedAt: projections.TimeOf(created), Version: first,
	}
	is(a, want)
	_, sequence, err := p.Queries().User(t.Context(), a)
	require.NoError(t, err)
	require.Equal(t, last, sequence)
	_, _, err = p.Queries().User(t.Context(), gone)
	require.ErrorIs(t, err, projections.ErrNotFound)

	// Each event is a version; those of the object move its time as well.
	no := false
	want.Version = r.append(user.Category, a, user.SessionsRevoked{})
	is(a, want)
	want.Version = r.append(user.Category, a, user.PasswordChanged{MustChangePassword: true})
	want.MustChangePassword, want.UpdatedAt = true, projections.TimeOf(r.clock)
	is(a, want)
	want.Version = r.append(user.Category, a, user.Updated{Roles: []user.Role{user.Member}})
	want.Roles, want.UpdatedAt = []user.Role{user.Member}, projections.TimeOf(r.clock)
	is(a, want)
	want.Version = r.append(user.Category, a, user.Updated{IsActive: &no})
	want.IsActive, want.UpdatedAt = false, projections.TimeOf(r.clock)
	is(a, want)
	want.Version = r.append(user.Category, a, user.Updated{})
	want.UpdatedAt = projections.TimeOf(r.clock)
	is(a, want)

	for name, c := range map[string]struct {
		filter projections.UserFilter
		want   []string
	}{
		"oldest": {projections.UserFilter{}, []string{a, b}},
		"newest": {projections.UserFilter{Sort: "-createdAt"}, []string{b, a}},
		"role":   {projections.UserFilter{Role: user.Viewer}, []string{b}},
		"none":   {projections.UserFilter{Role: user.SuperAdmin}, nil},
		"gone":   {projections.UserFilter{IsActive: &no}, []string{a}},
	} {
		page, err := p.Queries().Users(t.Context(), c.filter)
		require.NoError(t, err, name)
		var ids []string
		for _, item := range page.Items {
			ids = append(ids, item.ID)
		}
		require.Equal(t, c.want, ids, name)
	}
	_, err = p.Queries().Users(t.Context(), projections.UserFilter{Sort: "email"})
	require.ErrorIs(t, err, projections.ErrSort)
}

func TestAPIKeys(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	owner, other, id := newID(), newID(), newID()
	later := r.clock.Add(time.Hour)
	r.append(user.Category, owner, user.Created{Roles: []user.Role{user.Member}})
	r.append(user.Category, other, user.Created{Roles: []user.Role{user.Member}}, apiKey(newID(), nil))
	made := r.append(user.Category, owner, apiKey(id, &later))
	expires := projections.TimeOf(later)
	want := projections.APIKey{
		ID: id, OwnerID: owner, Prefix: "abcdefg2", Scopes: []user.Permission{user.CampaignsRead, user.EventsRead}, ExpiresAt: &expires,
		CreatedAt: projections.TimeOf(r.clock), Version: made,
	}
	r.reach(p)
	got, _, err := p.Queries().APIKey(t.Context(), owner, id)
	require.NoError(t, err)
	require.Equal(t, want, got)
	_, _, err = p.Queries().APIKey(t.Context(), other, id)
	require.ErrorIs(t, err, projections.ErrNotFound, "of somebody else")

	want.Version = r.append(user.Category, owner, user.APIKeyRevoked{ID: id})
	revoked := projections.TimeOf(r.clock)
	want.RevokedAt = &revoked
	r.reach(p)
	page, err := p.Queries().APIKeys(t.Context(), projections.APIKeyFilter{OwnerID: owner})
	require.NoError(t, err)
	require.Equal(t, []projections.APIKey{want}, page.Items)
	u, _, err := p.Queries().User(t.Context(), owner)
	require.NoError(t, err)
	require.Equal(t, want.Version, u.Version)

	r.append(user.Category, owner, user.Deleted{})
	r.reach(p)
	page, err = p.Queries().APIKeys(t.Context(), projections.APIKeyFilter{OwnerID: owner})
	require.NoError(t, err)
	require.Empty(t, page.Items)
}
