package campaign_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/domaintest"
)

func text(s string) *string { return &s }

func TestRename(t *testing.T) {
	t.Parallel()
	given := events{generationCreated}
	domaintest.Run(t, campaign.Decider,
		row{Name: "name", Given: given, When: campaign.Rename{Name: text(" Ünï ")}, Then: events{campaign.Renamed{Name: text("Ünï")}}},
		row{Name: "description", Given: given, When: campaign.Rename{Description: text("two\nlines")},
			Then: events{campaign.Renamed{Description: text("two\nlines")}}},
		row{Name: "only what changes", Given: given, When: campaign.Rename{Name: text("n"), Description: text("new")},
			Then: events{campaign.Renamed{Description: text("new")}}},
		row{Name: "no description any more", Given: append(given, campaign.Renamed{Description: text("old")}),
			When: campaign.Rename{Description: text("")}, Then: events{campaign.Renamed{Description: text("")}}},
		row{Name: "to what it is", Given: given, When: campaign.Rename{Name: text("n "), Description: text("")}},
		row{Name: "to nothing", Given: given, When: campaign.Rename{}},
		row{Name: "all that is wrong", Given: given, When: campaign.Rename{Name: text("  "), Description: text(strings.Repeat("x", 2001))},
			Refused: domaintest.Invalid(domain.CodeValidation, "name", "description")},
	)
}

// Whatever a campaign is renamed to, it is called so, and asking again changes
// nothing.
func TestRenameSettles(t *testing.T) {
	t.Parallel()
	names := rapid.Ptr(rapid.SampledFrom([]string{"n", " n", "other", "Ünï "}), true)
	descriptions := rapid.Ptr(rapid.SampledFrom([]string{"", "text"}), true)
	rapid.Check(t, func(t *rapid.T) {
		state := campaign.Decider.Fold(campaign.State{}, generationCreated)
		for range rapid.IntRange(1, 4).Draw(t, "renames") {
			rename := campaign.Rename{Name: names.Draw(t, "name"), Description: descriptions.Draw(t, "description")}
			domaintest.Settled(t, campaign.Decider, state, campaign.Command(rename))
			happened, err := campaign.Decider.Decide(state, rename)
			if err != nil {
				t.Fatal(err)
			}
			state = campaign.Decider.Fold(state, happened...)
			if rename.Name != nil && state.Name != strings.TrimSpace(*rename.Name) {
				t.Fatalf("called %q after %q", state.Name, *rename.Name)
			}
		}
	})
}
