package processors

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzKey(f *testing.F) {
	for _, s := range []string{"0", "12", "12-0", "-1", "1-", "1--1", "01", "1-02", "+1", "9223372036854775808", "1-2-3", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		k, err := parseKey(s)
		if err != nil {
			return
		}
		require.Equal(t, s, k.String(), "one unit has one name")
		require.GreaterOrEqual(t, k.chunk, 0)
		require.GreaterOrEqual(t, k.part, -1)
	})
}

func FuzzUnit(f *testing.F) {
	for _, s := range []string{
		"work.resolve.id.3", "work.fetch.id.3-4", "work.generate..1", "work.dig.id.1", "idle.fetch.id.1", "work.fetch.id", "work.fetch.id.1.2", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := parseUnit(s)
		if err != nil {
			return
		}
		require.Equal(t, s, u.subject())
		require.Contains(t, Steps, u.step)
		require.NotEmpty(t, u.campaign)
		require.False(t, strings.ContainsAny(u.campaign, "."))
	})
}

func TestUnitsHaveNames(t *testing.T) {
	t.Parallel()
	for subject, want := range map[string]unit{
		"work.resolve.id.3": {Resolve, "id", key{3, -1}}, "work.fetch.id.3-4": {Fetch, "id", key{3, 4}},
	} {
		u, err := parseUnit(subject)
		require.NoError(t, err)
		require.Equal(t, want, u)
	}
	for _, wrong := range []string{"work.resolve.id.x", "work.dig.id.1", "work.resolve..1", "work.resolve.id", "rest.resolve.id.1"} {
		_, err := parseUnit(wrong)
		require.Error(t, err, wrong)
	}
}
