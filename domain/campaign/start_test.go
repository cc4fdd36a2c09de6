package campaign_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/domaintest"
)

func TestStart(t *testing.T) {
	t.Parallel()
	httpCreated := created(campaign.HTTP, http())
	startHTTP := campaign.Start{Personas: found(5, "p1"), KeywordSets: found(9, "k1")}
	gone := func(s campaign.Start, refs func(*campaign.Start) *[]campaign.Reference) campaign.Start {
		list := refs(&s)
		*list = append(found(5, "p1"), campaign.Reference{ID: "p2", Sequence: 8})
		return s
	}
	broad := startHTTP
	broad.BroadRules = campaign.MaxBroadRules + 1
	domaintest.Run(t, campaign.Decider,
		row{Name: "generation has its range", Given: events{generationCreated}, When: campaign.Start{Range: offsets(0, 3)},
			Then: events{campaign.Started{Range: offsets(0, 3)}}},
		row{Name: "nothing is left to generate", Given: events{generationCreated}, When: campaign.Start{Range: offsets(4, 4)},
			Then: events{campaign.Started{Range: offsets(4, 4)},
				campaign.Completed{CompletionReason: campaign.SpaceExhausted, Counts: domain.Counts{}}}},
		row{Name: "DNS names its personas by sequence", Given: events{dnsCreated}, When: startDNS, Then: events{dnsStarted}},
		row{Name: "HTTP names its sets, too", Given: events{httpCreated}, When: startHTTP, Then: events{campaign.Started{
			Personas: []campaign.Pin{{ID: "p1", Sequence: 5}}, KeywordSets: []campaign.Pin{{ID: "k1", Sequence: 9}}}}},
		row{Name: "again, whatever is gone by now", Given: events{dnsCreated, dnsStarted},
			When: gone(startDNS, func(s *campaign.Start) *[]campaign.Reference { return &s.Personas })},
		row{Name: "a persona is gone", Given: events{dnsCreated},
			When:    gone(startDNS, func(s *campaign.Start) *[]campaign.Reference { return &s.Personas }),
			Refused: domaintest.Conflict(campaign.CodePersonaUnavailable)},
		row{Name: "a set is gone", Given: events{httpCreated},
			When:    gone(startHTTP, func(s *campaign.Start) *[]campaign.Reference { return &s.KeywordSets }),
			Refused: domaintest.Conflict(campaign.CodeKeywordSetUnavailable)},
		row{Name: "rules became too broad", Given: events{httpCreated}, When: broad,
			Refused: domaintest.Invalid(campaign.CodeRuleTooBroad)},
	)
}

func TestStateOfARun(t *testing.T) {
	t.Parallel()
	generating := campaign.Decider.Fold(campaign.State{}, generationCreated, campaign.Started{Range: offsets(1, 4)})
	require.Equal(t, campaign.Generation, generating.Type)
	require.EqualValues(t, 3, generating.Range.Len())
	require.Empty(t, generating.Source())

	resolving := campaign.Decider.Fold(campaign.State{}, dnsCreated, dnsStarted, campaign.Paused{}, campaign.Resumed{})
	require.Equal(t, source, resolving.Source())
	require.Equal(t, dnsStarted.Personas, resolving.Personas, "a resume keeps what the start froze")
	require.Equal(t, source, campaign.Decider.Fold(campaign.State{}, created(campaign.HTTP, http())).Source())
}

func TestComplete(t *testing.T) {
	t.Parallel()
	running := events{dnsCreated, dnsStarted}
	other := allDone
	other.Reason = campaign.SourceCancelled
	more := allDone
	more.Counts = domain.Counts{"resolved": 3}
	domaintest.Run(t, campaign.Decider,
		row{Name: "with its counts", Given: running, When: allDone, Then: events{wasAllDone}},
		row{Name: "without items", Given: running, When: campaign.Complete{Reason: campaign.SourceCancelled, Counts: domain.Counts{}},
			Then: events{campaign.Completed{CompletionReason: campaign.SourceCancelled, Counts: domain.Counts{}}}},
		row{Name: "again", Given: append(running, wasAllDone), When: allDone},
		row{Name: "again, after late results", Given: append(running, wasAllDone), When: more},
		row{Name: "for another reason", Given: append(running, wasAllDone), When: other,
			Refused: domaintest.Conflict(domain.CodeInvalidState)},
	)
	state := campaign.Decider.Fold(campaign.State{}, append(running, wasAllDone)...)
	require.Equal(t, campaign.AllDone, state.Reason)
}
