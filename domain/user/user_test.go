package user_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/domaintest"
	"domainflow/domain/user"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type (
	row    = domaintest.Case[user.Command, user.Event]
	events = []user.Event
	roles  = []user.Role
)

var (
	now   = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	later = now.Add(time.Hour)
	yes   = true
	no    = false

	admin  = user.Permissions(user.Admin)
	member = user.Created{Roles: roles{user.Member}}
	boss   = user.Created{Roles: roles{user.SuperAdmin}}
	locked = user.Updated{IsActive: &no}
	gone   = user.Deleted{}
)

func aKey() user.APIKey {
	return user.APIKey{ID: "k", Prefix: "abcdefg2", Scopes: []user.Permission{user.CampaignsRead, user.EventsRead}, ExpiresAt: &later}
}

func TestGoldens(t *testing.T) {
	t.Parallel()
	forever := aKey()
	forever.ExpiresAt = nil
	domaintest.Goldens(t, user.Events, map[string]domain.Event{
		"created":                user.Created{Roles: roles{user.SuperAdmin, user.Viewer}},
		"created.must_change":    user.Created{Roles: roles{user.Member}, MustChangePassword: true},
		"updated":                user.Updated{Roles: roles{user.Admin}, IsActive: &no},
		"updated.activated":      user.Updated{IsActive: &yes},
		"updated.renamed":        user.Updated{},
		"deleted":                user.Deleted{},
		"password_changed":       user.PasswordChanged{},
		"password_changed.reset": user.PasswordChanged{MustChangePassword: true},
		"sessions_revoked":       user.SessionsRevoked{},
		"sessions_revoked.one":   user.SessionsRevoked{SessionID: "0190a3c4-0000-7000-8000-000000000001"},
		"api_key_created":        user.APIKeyCreated{APIKey: aKey()},
		"api_key_created.long":   user.APIKeyCreated{APIKey: forever},
		"api_key_revoked":        user.APIKeyRevoked{ID: "k"},
	})
}

func TestCreate(t *testing.T) {
	t.Parallel()
	create := func(by user.Set, r ...user.Role) user.Create { return user.Create{Roles: r, By: by} }
	domaintest.Run(t, user.Decider,
		row{Name: "by one who has all", When: create(user.All, user.SuperAdmin), Then: events{boss}},
		row{Name: "with a password that must be changed", When: user.Create{Roles: roles{user.Viewer}, MustChangePassword: true, By: admin},
			Then: events{user.Created{Roles: roles{user.Viewer}, MustChangePassword: true}}},
		row{Name: "with roles in their order", When: create(admin, user.Viewer, user.Admin),
			Then: events{user.Created{Roles: roles{user.Admin, user.Viewer}}}},
		row{Name: "the same again", Given: events{member}, When: create(admin, user.Member)},
		row{Name: "another one under the same id", Given: events{member}, When: create(admin, user.Viewer),
			Refused: domaintest.Conflict(domain.CodeInvalidState)},
		row{Name: "one who was deleted", Given: events{member, gone}, When: create(admin, user.Member),
			Refused: domaintest.Conflict(domain.CodeInvalidState)},
		row{Name: "mightier than who asks", When: create(admin, user.SuperAdmin), Refused: domaintest.Forbidden()},
		row{Name: "by nobody", When: create(0, user.Viewer), Refused: domaintest.Forbidden()},
		row{Name: "without a role", When: create(user.All), Refused: domaintest.Invalid(domain.CodeValidation, "roles")},
		row{Name: "with a role that is none", When: create(user.All, "root"), Refused: domaintest.Invalid(domain.CodeValidation, "roles")},
		row{Name: "with a role twice", When: create(user.All, user.Viewer, user.Viewer),
			Refused: domaintest.Invalid(domain.CodeValidation, "roles")},
	)
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	update := func(by user.Set, active bool, r ...user.Role) user.Update {
		return user.Update{Roles: r, IsActive: active, By: by}
	}
	renamed := update(0, true, user.Member)
	renamed.Renamed = true
	domaintest.Run(t, user.Decider,
		row{Name: "other roles", Given: events{member}, When: update(admin, true, user.Viewer, user.Admin),
			Then: events{user.Updated{Roles: roles{user.Admin, user.Viewer}}}},
		row{Name: "deactivated", Given: events{member}, When: update(admin, false, user.Member), Then: events{locked}},
		row{Name: "activated", Given: events{member, locked}, When: update(admin, true, user.Member), Then: events{user.Updated{IsActive: &yes}}},
		row{Name: "the same", Given: events{member}, When: update(0, true, user.Member)},
		row{Name: "the name only", Given: events{member}, When: renamed, Then: events{user.Updated{}}},
		row{Name: "a mightier one, without giving anything", Given: events{boss}, When: update(admin, true, user.Admin),
			Then: events{user.Updated{Roles: roles{user.Admin}}}},
		row{Name: "a mightier one deactivated", Given: events{boss}, When: update(admin, false, user.SuperAdmin), Then: events{locked}},
		row{Name: "to be mightier than who asks", Given: events{member}, When: update(admin, true, user.SuperAdmin), Refused: domaintest.Forbidden()},
		row{Name: "mightier ones activated", Given: events{boss, locked}, When: update(admin, true, user.SuperAdmin), Refused: domaintest.Forbidden()},
		row{Name: "mightier, but not active", Given: events{member}, When: update(admin, false, user.SuperAdmin),
			Then: events{user.Updated{Roles: roles{user.SuperAdmin}, IsActive: &no}}},
		row{Name: "without a role", Given: events{member}, When: update(user.All, true), Refused: domaintest.Invalid(domain.CodeValidation, "roles")},
		row{Name: "nobody", When: update(user.All, true, user.Member), Refused: domaintest.NotFound()},
		row{Name: "one who was deleted", Given: events{member, gone}, When: update(user.All, true, user.Member), Refused: domaintest.NotFound()},
	)
}

func TestDelete(t *testing.T) {
	t.Parallel()
	domaintest.Run(t, user.Decider,
		row{Name: "one who exists", Given: events{member}, When: user.Delete{}, Then: events{gone}},
		row{Name: "one who is not active", Given: events{member, locked}, When: user.Delete{}, Then: events{gone}},
		row{Name: "again", Given: events{member, gone}, When: user.Delete{}},
		row{Name: "nobody", When: user.Delete{}, Refused: domaintest.NotFound()},
	)
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	domaintest.Run(t, user.Decider,
		row{Name: "changed", Given: events{member}, When: user.ChangePassword{}, Then: events{user.PasswordChanged{}}},
		row{Name: "changed by nobody", When: user.ChangePassword{}, Refused: domaintest.NotFound()},
		row{Name: "changed after the end", Given: events{member, gone}, When: user.ChangePassword{}, Refused: domaintest.NotFound()},
		row{Name: "reset", Given: events{member}, When: user.ResetPassword{By: admin}, Then: events{user.PasswordChanged{MustChangePassword: true}}},
		row{Name: "reset of a mightier one", Given: events{boss}, When: user.ResetPassword{By: admin}, Refused: domaintest.Forbidden()},
		row{Name: "reset of a mightier one who is not active", Given: events{boss, locked}, When: user.ResetPassword{By: admin},
			Refused: domaintest.Forbidden()},
		row{Name: "reset of nobody", When: user.ResetPassword{By: user.All}, Refused: domaintest.NotFound()},
	)
	state := user.Decider.Fold(user.State{}, member, user.PasswordChanged{MustChangePassword: true})
	require.True(t, state.MustChangePassword)
	require.False(t, user.Decider.Fold(state, user.PasswordChanged{}).MustChangePassword)
}

func TestRevokeSessions(t *testing.T) {
	t.Parallel()
	domaintest.Run(t, user.Decider,
		row{Name: "all", Given: events{member}, When: user.RevokeSessions{}, Then: events{user.SessionsRevoked{}}},
		row{Name: "one", Given: events{member}, When: user.RevokeSessions{Session: "s"}, Then: events{user.SessionsRevoked{SessionID: "s"}}},
		row{Name: "of nobody", When: user.RevokeSessions{}, Refused: domaintest.NotFound()},
	)
}

// Whatever is accepted and can be seen in the state is settled by its event.
func TestCommandsSettle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var state user.State
		some := rapid.SliceOfNDistinct(rapid.SampledFrom(user.Roles), 0, 3, rapid.ID[user.Role])
		for range rapid.IntRange(1, 20).Draw(t, "commands") {
			by := user.Permissions(some.Draw(t, "by")...)
			key := aKey()
			key.ID = rapid.SampledFrom([]string{"k", "l"}).Draw(t, "key")
			command := rapid.SampledFrom([]user.Command{
				user.Create{Roles: some.Draw(t, "roles"), By: by},
				user.Update{Roles: some.Draw(t, "roles"), IsActive: rapid.Bool().Draw(t, "active"), By: by},
				user.CreateAPIKey{APIKey: key, Now: now, By: by}, user.RevokeAPIKey{ID: key.ID}, user.Delete{},
			}).Draw(t, "command")
			happened, err := user.Decider.Decide(state, command)
			if err != nil {
				continue
			}
			domaintest.Settled(t, user.Decider, state, command)
			after := user.Decider.Fold(state, happened...)
			require.Zero(t, after.Permissions().Without(state.Permissions()).Without(by), "gained what nobody had to give")
			state = after
		}
	})
}
