package claim_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/claim"
	"domainflow/domain/domaintest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestGoldens(t *testing.T) {
	t.Parallel()
	domaintest.Goldens(t, claim.Events, map[string]domain.Event{
		"taken":    claim.Taken{Kind: "persona.dns", Name: "Straße", Holder: "0190a3c4-0000-7000-8000-000000000001"},
		"released": claim.Released{Holder: "0190a3c4-0000-7000-8000-000000000001"},
	})
}

func TestIDIsOneForOneName(t *testing.T) {
	t.Parallel()
	for name, spellings := range map[string][]string{
		"case":        {"Google DNS", "google dns", "GOOGLE DNS"},
		"spaces":      {"a b", " a b\u00a0", "\ta b\n"},
		"composition": {"Caf\u00e9", "cafe\u0301"},
		"full fold":   {"Straße", "STRASSE", "strasse"},
		// The iota below the letter folds to a letter of its own, so its place
		// among other marks must be settled first.
		"order of marks": {"\u1fb3\u0301", "\u1fb4", "\u03b1\u0345\u0301"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, s := range spellings {
				require.Equal(t, claim.ID("k", spellings[0]), claim.ID("k", s), "%q", s)
			}
		})
	}
}

func TestIDDiffers(t *testing.T) {
	t.Parallel()
	require.NotEqual(t, claim.ID("k", "a"), claim.ID("k", "b"))
	require.NotEqual(t, claim.ID("k", "a"), claim.ID("l", "a"))
	require.NotEqual(t, claim.ID("k", "la"), claim.ID("kl", "a"))
	require.NotEqual(t, claim.ID("k", "a b"), claim.ID("k", "ab"), "inner spaces count")
}

func TestIDIsFrozen(t *testing.T) {
	t.Parallel()
	require.Equal(t, "21ad8cd6d7d5b850dbeaf1f769e913d8e1e5e52e946bad91fbdd2bce1fb42f4e", claim.ID("persona.dns", "Straße"))
}

func TestIDIsOneForEverySpelling(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.String().Draw(t, "name")
		id := claim.ID("k", name)
		require.Equal(t, id, claim.ID("k", norm.NFD.String(name)))
		require.Equal(t, id, claim.ID("k", norm.NFC.String(name)))
		require.Equal(t, id, claim.ID("k", " "+name+" "))
		ascii := rapid.StringMatching(`[a-zA-Z0-9 ]*`).Draw(t, "ascii")
		require.Equal(t, claim.ID("k", ascii), claim.ID("k", strings.ToUpper(ascii)))
	})
}
