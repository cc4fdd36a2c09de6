package lab_test

import (
	"testing"
	"time"

	"domainflow/internal/lab"

	"github.com/stretchr/testify/require"
)

// A revised page has another hash and nothing else, for the truth and for who fetches it; others stay.
func TestRevisedPagesHaveAnotherHash(t *testing.T) {
	t.Parallel()
	kinds := []lab.SiteKind{lab.NoKeyword, lab.Keyword, lab.Hidden, lab.RedirectPath, lab.RedirectHost, lab.NotFound, lab.Gzip, lab.Latin1, lab.Huge}
	l := start(t, lab.Config{Seed: 6, Exists: 1, Sites: everySite()})
	client := browser(t, l, time.Minute)
	for _, kind := range kinds {
		names, err := l.FindSite(kind, 2)
		require.NoError(t, err)
		before, other := l.Site(names[0]), l.Site(names[1])
		hashes := map[string]bool{before.ContentHash: true}
		for range 2 {
			l.Revise(names[0])
			after := l.Site(names[0])
			require.False(t, hashes[after.ContentHash], kind)
			hashes[after.ContentHash] = true
			seen, err := visit(*client, l, names[0])
			require.NoError(t, err)
			seen.Kind = kind
			require.Equal(t, after, seen)
			after.ContentHash, after.BodyBytes = before.ContentHash, before.BodyBytes
			require.Equal(t, before, after)
		}
		require.Equal(t, other, l.Site(names[1]))
	}
}
