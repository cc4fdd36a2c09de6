package eventstore

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain"
)

func TestCountsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		counts := domain.Counts(rapid.MapOf(rapid.StringMatching(`[a-z_]{1,12}`), rapid.Int64Range(1, 1<<53)).Draw(t, "counts"))
		encoded, err := formatCounts(counts)
		require.NoError(t, err)
		back, err := parseCounts(encoded)
		require.NoError(t, err)
		if len(counts) == 0 {
			counts = nil
		}
		require.Equal(t, counts, back)
	})
}

func TestCountsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for _, counts := range []domain.Counts{{"ok": -1}, {"": 1}, {"a=b": 1}, {"a,b": 1}, {"ä": 1}} {
		_, err := formatCounts(counts)
		require.ErrorIs(t, err, ErrMalformed)
	}
}

func FuzzParseCounts(f *testing.F) {
	for _, seed := range []string{"", "resolved=120,unresolved=880", "a=1,a=2", "b=1,a=1", "a=01", "a=+1", "a=0", "a", "a=", "=1", ",", "a=1,", "a=99999999999999999999"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		counts, err := parseCounts(s)
		if err != nil {
			require.Nil(t, counts)
			return
		}
		back, err := formatCounts(counts)
		require.NoError(t, err)
		require.Equal(t, s, back)
	})
}

func FuzzParseSubject(f *testing.F) {
	for _, seed := range []string{
		"domainflow.campaign.c.started", "domainflow.campaign.c.names_resolved.17.0", "domainflow.campaign.c.pages_checked.17-3.12",
		"domainflow.campaign.c", "domainflow.campaign.c.x.y", "domainflow.campaign.c.x.y.01", "domainflow.campaign.c.x.y.-1", "other.campaign.c.started",
		"domainflow.campaign.*.started", "domainflow..c.started", "domainflow.campaign.c.x.y.9223372036854775808",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := parseSubject(s)
		if err != nil {
			require.ErrorIs(t, err, errSubject)
			return
		}
		require.NoError(t, a.check())
		require.Equal(t, s, a.subject())
		require.True(t, RefFilter(a.ref).matches(s))
		require.Equal(t, a.part == nil, LifecycleFilter(a.ref.Category).matches(s))
		require.Equal(t, a.part == nil, Pattern(a.ref.lifecycle()).matches(s))
		require.Equal(t, a.part != nil, PartFilter(a.ref.Category, a.eventType).matches(s))
	})
}

func FuzzParseTime(f *testing.F) {
	for _, seed := range []string{"2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05+02:00", "2026-01-02", "", "0000-01-01T00:00:00Z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		at, err := parseTime(s)
		if err != nil {
			require.ErrorIs(t, err, errHeader)
			return
		}
		require.Equal(t, time.UTC, at.Location())
	})
}

func TestPatternMatches(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		pattern Pattern
		subject string
		want    bool
	}{
		{"a.b", "a.b", true}, {"a.b", "a.c", false}, {"a.b", "a", false}, {"a.b", "a.b.c", false},
		{"a.*", "a.b", true}, {"a.*", "a", false}, {"a.*", "a.b.c", false}, {"*.b", "a.b", true},
		{"a.>", "a.b", true}, {"a.>", "a.b.c", true}, {"a.>", "a", false}, {">", "a", true},
	} {
		require.Equal(t, c.want, c.pattern.matches(c.subject), "%s on %s", c.pattern, c.subject)
	}
}
