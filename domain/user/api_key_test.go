package user_test

import (
	"testing"
	"time"

	"domainflow/domain"
	"domainflow/domain/domaintest"
	"domainflow/domain/user"
)

func TestCreateAPIKey(t *testing.T) {
	t.Parallel()
	create := func(change func(*user.APIKey)) user.CreateAPIKey {
		c := user.CreateAPIKey{APIKey: aKey(), Now: now, By: user.Permissions(user.Member)}
		change(&c.APIKey)
		return c
	}
	same := create(func(*user.APIKey) {})
	created := user.APIKeyCreated{APIKey: aKey()}
	scopes := func(p ...user.Permission) user.CreateAPIKey { return create(func(k *user.APIKey) { k.Scopes = p }) }
	invalid := func(field string) *domaintest.Refusal { return domaintest.Invalid(domain.CodeValidation, field) }
	domaintest.Run(t, user.Decider,
		row{Name: "a key", Given: events{member}, When: same, Then: events{created}},
		row{Name: "scopes in their order", Given: events{member}, When: scopes(user.EventsRead, user.CampaignsRead), Then: events{created}},
		row{Name: "time in UTC", Given: events{member}, Then: events{created},
			When: create(func(k *user.APIKey) { at := later.In(time.FixedZone("x", 3600)); k.ExpiresAt = &at })},
		row{Name: "the same again", Given: events{member, created}, When: same},
		row{Name: "another under the same id", Given: events{member, created}, When: scopes(user.EventsRead),
			Refused: domaintest.Conflict(domain.CodeInvalidState)},
		row{Name: "a revoked one again", Given: events{member, created, user.APIKeyRevoked{ID: "k"}}, When: same,
			Refused: domaintest.Conflict(domain.CodeInvalidState)},
		row{Name: "more than who asks may do", Given: events{member}, When: scopes(user.UsersManage), Refused: domaintest.Forbidden()},
		row{Name: "without scopes", Given: events{member}, When: scopes(), Refused: invalid("scopes")},
		row{Name: "a scope that is none", Given: events{member}, When: scopes("campaigns:*"), Refused: invalid("scopes")},
		row{Name: "a scope twice", Given: events{member}, When: scopes(user.EventsRead, user.EventsRead), Refused: invalid("scopes")},
		row{Name: "expired at once", Given: events{member}, When: create(func(k *user.APIKey) { k.ExpiresAt = &now }), Refused: invalid("expiresAt")},
		row{Name: "a prefix of another form", Given: events{member}, When: create(func(k *user.APIKey) { k.Prefix = "ABCDEFG2" }), Refused: invalid("prefix")},
		row{Name: "without an id", Given: events{member}, When: create(func(k *user.APIKey) { k.ID = "" }), Refused: invalid("id")},
		row{Name: "of nobody", When: same, Refused: domaintest.NotFound()},
		row{Name: "of one who was deleted", Given: events{member, gone}, When: same, Refused: domaintest.NotFound()},
	)
}

func TestRevokeAPIKey(t *testing.T) {
	t.Parallel()
	created, revoked := user.APIKeyCreated{APIKey: aKey()}, user.APIKeyRevoked{ID: "k"}
	other := aKey()
	other.ID = "l"
	domaintest.Run(t, user.Decider,
		row{Name: "one that exists", Given: events{member, user.APIKeyCreated{APIKey: other}, created}, When: user.RevokeAPIKey{ID: "k"},
			Then: events{revoked}},
		row{Name: "again", Given: events{member, created, revoked}, When: user.RevokeAPIKey{ID: "k"}},
		row{Name: "one that never was", Given: events{member, created}, When: user.RevokeAPIKey{ID: "l"}, Refused: domaintest.NotFound()},
		row{Name: "of nobody", When: user.RevokeAPIKey{ID: "k"}, Refused: domaintest.NotFound()},
	)
}
