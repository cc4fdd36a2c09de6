package role_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/domaintest"
	"domainflow/domain/role"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type (
	row    = domaintest.Case[role.Command, role.Event]
	events = []role.Event
)

var (
	ann     = role.Granted{UserID: "ann"}
	bob     = role.Granted{UserID: "bob"}
	annLeft = role.Withdrawn{UserID: "ann"}
)

func TestGoldens(t *testing.T) {
	t.Parallel()
	domaintest.Goldens(t, role.Events, map[string]domain.Event{"granted": ann, "withdrawn": annLeft})
}

func TestGrant(t *testing.T) {
	t.Parallel()
	first := role.Grant{User: "bob", First: true}
	domaintest.Run(t, role.Decider,
		row{Name: "the first", When: first, Then: events{bob}},
		row{Name: "the first again", Given: events{bob}, When: first},
		row{Name: "the first, after another", Given: events{ann}, When: first, Refused: domaintest.Conflict(role.CodeSetupDone)},
		row{Name: "one more", Given: events{ann}, When: role.Grant{User: "bob"}, Then: events{bob}},
		row{Name: "a holder", Given: events{ann, bob}, When: role.Grant{User: "ann"}},
		row{Name: "one who was a holder", Given: events{ann, bob, annLeft}, When: role.Grant{User: "ann"}, Then: events{ann}},
	)
}

func TestWithdraw(t *testing.T) {
	t.Parallel()
	domaintest.Run(t, role.Decider,
		row{Name: "one of two", Given: events{ann, bob}, When: role.Withdraw{User: "ann"}, Then: events{annLeft}},
		row{Name: "the last", Given: events{ann, bob, annLeft}, When: role.Withdraw{User: "bob"}, Refused: domaintest.Conflict(role.CodeLastSuperAdmin)},
		row{Name: "the only one", Given: events{ann}, When: role.Withdraw{User: "ann"}, Refused: domaintest.Conflict(role.CodeLastSuperAdmin)},
		row{Name: "one who is none", Given: events{ann}, When: role.Withdraw{User: "bob"}},
		row{Name: "when nobody is", When: role.Withdraw{User: "ann"}},
	)
}

// Once there is a holder, there always is.
func TestSomebodyHoldsIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var state role.State
		for range rapid.IntRange(1, 30).Draw(t, "commands") {
			who := rapid.SampledFrom([]string{"ann", "bob", "cy"}).Draw(t, "who")
			command := rapid.SampledFrom([]role.Command{role.Grant{User: who}, role.Grant{User: who, First: true}, role.Withdraw{User: who}}).Draw(t, "command")
			held := len(state.Holders) > 0
			happened, err := role.Decider.Decide(state, command)
			if err == nil {
				domaintest.Settled(t, role.Decider, state, command)
			}
			state = role.Decider.Fold(state, happened...)
			require.True(t, !held || len(state.Holders) > 0)
			slices.Sort(state.Holders)
			require.Equal(t, slices.Compact(slices.Clone(state.Holders)), state.Holders)
		}
	})
}
