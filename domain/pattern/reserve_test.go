package pattern_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/domaintest"
	"domainflow/domain/pattern"
)

func TestGoldens(t *testing.T) {
	t.Parallel()
	beyond := new(big.Int).Lsh(big.NewInt(1), 63)
	domaintest.Goldens(t, pattern.Events, map[string]domain.Event{
		"range_reserved": pattern.RangeReserved{
			CampaignID: "0190a3c4-0000-7000-8000-000000000001",
			From:       domain.BigOf(0),
			To:         domain.NewBig(beyond),
		},
	})
}

func reserve(campaign string, requested int64) pattern.Reserve {
	return pattern.Reserve{Campaign: campaign, Requested: domain.BigOf(requested), Space: domain.BigOf(10)}
}

func reserved(campaign string, from, to int64) pattern.RangeReserved {
	return pattern.RangeReserved{CampaignID: campaign, From: domain.BigOf(from), To: domain.BigOf(to)}
}

func TestReserve(t *testing.T) {
	t.Parallel()
	type row = domaintest.Case[pattern.Command, pattern.Event]
	type events = []pattern.Event
	domaintest.Run(t, pattern.Decider,
		row{Name: "the first ones", When: reserve("a", 4), Then: events{reserved("a", 0, 4)}},
		row{Name: "the next ones", Given: events{reserved("a", 0, 4)}, When: reserve("b", 4), Then: events{reserved("b", 4, 8)}},
		row{Name: "fewer than asked for", Given: events{reserved("a", 0, 8)}, When: reserve("b", 4), Then: events{reserved("b", 8, 10)}},
		row{Name: "all", When: reserve("a", 0), Then: events{reserved("a", 0, 10)}},
		row{Name: "all that is left", Given: events{reserved("a", 0, 4)}, When: reserve("b", 0), Then: events{reserved("b", 4, 10)}},
		row{Name: "nothing is left", Given: events{reserved("a", 0, 10)}, When: reserve("b", 4)},
		row{Name: "asked again", Given: events{reserved("a", 0, 4), reserved("b", 4, 8)}, When: reserve("a", 4)},
		row{Name: "asked again for another number", Given: events{reserved("a", 0, 4)}, When: reserve("a", 2)},
		row{Name: "a negative number", When: reserve("a", -1),
			Refused: domaintest.Invalid(domain.CodeValidation, "numDomainsToGenerate")},
	)
}

func TestRangeIsEmptyWhenNothingIsLeft(t *testing.T) {
	t.Parallel()
	state := pattern.Decider.Fold(pattern.State{}, reserved("a", 0, 10))
	got := state.Range(reserve("b", 0))
	require.Equal(t, pattern.Range{CampaignID: "b", From: domain.BigOf(10), To: domain.BigOf(10)}, got)
	_, ok := state.Of("b")
	require.False(t, ok)
}

// Whatever is asked for, the ranges tile [0, Next) in the order of asking,
// and what Range foretells is what the event says.
func TestRangesTileTheSpace(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// Around 2^63 as well as small ones.
		space := new(big.Int).Lsh(big.NewInt(1), uint(rapid.IntRange(0, 70).Draw(t, "bits")))
		var state pattern.State
		var end domain.Big
		for i := range rapid.IntRange(0, 20).Draw(t, "commands") {
			c := pattern.Reserve{
				Campaign:  fmt.Sprint(rapid.IntRange(0, i).Draw(t, "campaign")),
				Requested: domain.BigOf(rapid.Int64Min(0).Draw(t, "requested")),
				Space:     domain.NewBig(space),
			}
			foretold := state.Range(c)
			events, err := pattern.Decider.Decide(state, c)
			require.NoError(t, err)
			state = pattern.Decider.Fold(state, events...)
			require.Equal(t, foretold, state.Range(c))
			domaintest.Settled(t, pattern.Decider, state, pattern.Command(c))
			for _, e := range events {
				r := e.(pattern.RangeReserved)
				require.Equal(t, pattern.Range(r), foretold)
				require.Equal(t, end, r.From, "gap or overlap")
				require.Positive(t, r.To.Cmp(r.From), "empty range")
				end = r.To
			}
			require.Equal(t, end, state.Next)
			require.LessOrEqual(t, end.Cmp(c.Space), 0, "beyond the space")
		}
	})
}
