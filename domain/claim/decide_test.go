package claim_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/claim"
	"domainflow/domain/domaintest"
)

type row = domaintest.Case[claim.Command, claim.Event]

var (
	annTakes = claim.Take{Kind: "k", Name: "n", Holder: "ann"}
	annTook  = claim.Taken{Kind: "k", Name: "n", Holder: "ann"}
	bobTakes = claim.Take{Kind: "k", Name: "N", Holder: "bob"}
	bobTook  = claim.Taken{Kind: "k", Name: "N", Holder: "bob"}
	annLeft  = claim.Released{Holder: "ann"}
)

func TestTake(t *testing.T) {
	t.Parallel()
	domaintest.Run(t, claim.Decider,
		row{Name: "a free name", When: annTakes, Then: []claim.Event{annTook}},
		row{Name: "one's own name again", Given: []claim.Event{annTook}, When: annTakes},
		row{Name: "one's own name, spelled otherwise", Given: []claim.Event{annTook},
			When: claim.Take{Kind: "k", Name: "N", Holder: "ann"}},
		row{Name: "another one's name", Given: []claim.Event{annTook}, When: bobTakes,
			Refused: domaintest.Conflict(domain.CodeNameTaken, "name")},
		row{Name: "a name that is free again", Given: []claim.Event{annTook, annLeft}, When: bobTakes,
			Then: []claim.Event{bobTook}},
	)
}

func TestRelease(t *testing.T) {
	t.Parallel()
	release := claim.Release{Holder: "ann"}
	domaintest.Run(t, claim.Decider,
		row{Name: "one's own name", Given: []claim.Event{annTook}, When: release, Then: []claim.Event{annLeft}},
		row{Name: "a name nobody took", When: release},
		row{Name: "a name released before", Given: []claim.Event{annTook, annLeft}, When: release},
		row{Name: "a name that is another one's by now", Given: []claim.Event{annTook, annLeft, bobTook}, When: release},
		row{Name: "as nobody", When: claim.Release{}},
	)
}

func TestOneHolderAtATime(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var state claim.State
		for range rapid.IntRange(1, 30).Draw(t, "commands") {
			who := rapid.SampledFrom([]string{"ann", "bob", "cy"}).Draw(t, "who")
			var command claim.Command = claim.Take{Kind: "k", Name: "n", Holder: who}
			if rapid.Bool().Draw(t, "release") {
				command = claim.Release{Holder: who}
			}
			before := state.Holder
			events, err := claim.Decider.Decide(state, command)
			if err != nil {
				require.NotContains(t, []string{"", who}, before, "refused without reason")
				continue
			}
			state = claim.Decider.Fold(state, events...)
			domaintest.Settled(t, claim.Decider, state, command)
			if before != "" && before != who {
				require.Equal(t, before, state.Holder, "lost the name to another one")
			}
		}
	})
}
