package processors

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/pattern"
	"domainflow/internal/names"
)

// Whatever pattern is accepted, in whatever script: each offset of a range is
// one valid name or skipped, and no name comes twice.
func TestEveryOffsetIsANameOrSkipped(t *testing.T) {
	t.Parallel()
	words := []string{"", "shop", "-shop-", "MÜNCHEN", "straße", "пример", "हिन्दी", "ספר", "中文", "xn--", "ü--", "\u0302", "Ωm"}
	rapid.Check(t, func(t *rapid.T) {
		length := rapid.IntRange(1, 12).Draw(t, "length")
		config, err := pattern.New(pattern.Params{
			PatternType: rapid.SampledFrom([]pattern.Type{pattern.Prefix, pattern.Suffix, pattern.Both}).Draw(t, "type"), VariableLength: &length,
			CharacterSet:   rapid.StringOfN(rapid.SampledFrom([]rune("-09azÄßςяאعक٠世가")), 1, 8, -1).Draw(t, "characters"),
			ConstantString: rapid.SampledFrom(words).Draw(t, "constant"),
			TLDs:           []string{"com", "рф", "xn--mgbaam7a8h"},
		})
		require.NoError(t, err)
		to := domain.BigOf(200)
		if config.Size().Cmp(to) < 0 {
			to = config.Size()
		}
		event := generated(campaign.State{
			Params: campaign.Params{Generation: &campaign.GenerationParams{
				PrefixVariableLength: config.PrefixLength, SuffixVariableLength: config.SuffixLength, CharacterSet: config.CharacterSet,
				ConstantString: config.ConstantString, TLDs: config.TLDs,
			}},
			Range: &campaign.Range{From: domain.BigOf(0), To: to},
		}, 0)
		require.Equal(t, to.Int64(), event.Counts().Total())
		seen := map[string]bool{}
		for _, name := range event.Names {
			require.NoError(t, names.Check(name))
			require.False(t, seen[name], "%s twice", name)
			seen[name] = true
		}
	})
}
