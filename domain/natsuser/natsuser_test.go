package natsuser_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/domaintest"
	"domainflow/domain/natsuser"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type (
	row    = domaintest.Case[natsuser.Command, natsuser.Event]
	events = []natsuser.Event
)

const key = "UDFLOW2345672345672345672345672345672345672345672345672A"

func user(name string, subjects ...string) natsuser.User {
	return natsuser.User{Name: name, Subjects: subjects, PublicKey: key}
}

func TestGoldens(t *testing.T) {
	t.Parallel()
	domaintest.Goldens(t, natsuser.Events, map[string]domain.Event{
		"created":       natsuser.Created{User: user("warehouse <1>", "domainflow.campaign.>", "domainflow.*.*.created")},
		"created.owned": natsuser.Created{User: natsuser.User{Name: "w", Subjects: []string{natsuser.All}, PublicKey: key, OwnerID: "0190"}},
		"revoked":       natsuser.Revoked{},
	})
}

func TestCreate(t *testing.T) {
	t.Parallel()
	create := natsuser.Create{User: user(" warehouse ")}
	created := natsuser.Created{User: user("warehouse", natsuser.All)}
	other, otherKey := create, create
	other.Name = "other"
	otherKey.PublicKey = strings.Replace(key, "A", "B", 1)
	domaintest.Run(t, natsuser.Decider,
		row{Name: "with defaults", When: create, Then: events{created}},
		row{Name: "with subjects", When: natsuser.Create{User: user("w", "domainflow.campaign.*.started", "domainflow.proxy.>")},
			Then: events{natsuser.Created{User: user("w", "domainflow.campaign.*.started", "domainflow.proxy.>")}}},
		row{Name: "the same again", Given: events{created}, When: create},
		row{Name: "another one under the same id", Given: events{created}, When: other, Refused: domaintest.Conflict(domain.CodeInvalidState)},
		row{Name: "with another key", Given: events{created}, When: otherKey, Refused: domaintest.Conflict(domain.CodeInvalidState)},
		row{Name: "again after it was revoked", Given: events{created, natsuser.Revoked{}}, When: create,
			Refused: domaintest.Conflict(domain.CodeInvalidState)},
		row{Name: "with nothing", When: natsuser.Create{}, Refused: domaintest.Invalid(domain.CodeValidation, "name", "publicKey")},
		row{Name: "with no subject at all", When: natsuser.Create{User: user("w", []string{}...)},
			Refused: domaintest.Invalid(domain.CodeValidation, "subjects")},
		row{Name: "with a name of two lines", When: natsuser.Create{User: user("a\nb")}, Refused: domaintest.Invalid(domain.CodeValidation, "name")},
	)
}

func TestRevoke(t *testing.T) {
	t.Parallel()
	created := natsuser.Created{User: user("w", natsuser.All)}
	domaintest.Run(t, natsuser.Decider,
		row{Name: "one that exists", Given: events{created}, When: natsuser.Revoke{}, Then: events{natsuser.Revoked{}}},
		row{Name: "a revoked one", Given: events{created, natsuser.Revoked{}}, When: natsuser.Revoke{}},
		row{Name: "one that never was", When: natsuser.Revoke{}, Refused: domaintest.NotFound()},
	)
}

func TestExists(t *testing.T) {
	t.Parallel()
	state := func(e ...natsuser.Event) natsuser.State { return natsuser.Decider.Fold(natsuser.State{}, e...) }
	created := natsuser.Created{User: user("w", natsuser.All)}
	require.False(t, state().Exists())
	require.True(t, state(created).Exists())
	require.False(t, state(created, natsuser.Revoked{}).Exists())
}

func TestKeys(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "U", key[1:], key + "A", "A" + key[1:], strings.ToLower(key), key[:55] + "1", "SU" + key[2:]} {
		u := user("w")
		u.PublicKey = bad
		domaintest.Run(t, natsuser.Decider, row{Name: bad, When: natsuser.Create{User: u}, Refused: domaintest.Invalid(domain.CodeValidation, "publicKey")})
	}
}

func TestWhatAUserIsToldIsFrozen(t *testing.T) {
	t.Parallel()
	require.Equal(t, "nats_user-0190", natsuser.Consumer("0190"))
	require.Equal(t, "_INBOX_0190", natsuser.InboxPrefix("0190"))
}

// Whatever is accepted is settled by its event.
func TestCommandsSettle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var state natsuser.State
		for range rapid.IntRange(1, 10).Draw(t, "commands") {
			create := natsuser.Create{User: user("w", rapid.SliceOfN(subjects, 0, 3).Draw(t, "subjects")...)}
			command := rapid.SampledFrom([]natsuser.Command{create, natsuser.Revoke{}}).Draw(t, "command")
			happened, err := natsuser.Decider.Decide(state, command)
			if err != nil {
				continue
			}
			domaintest.Settled(t, natsuser.Decider, state, command)
			state = natsuser.Decider.Fold(state, happened...)
		}
	})
}
