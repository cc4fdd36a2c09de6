package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
)

func TestFoldAppliesEventsInOrder(t *testing.T) {
	t.Parallel()
	d := domain.Decider[string, struct{}, string]{Evolve: func(s, e string) string { return s + e }}
	require.Equal(t, "abc", d.Fold("a", "b", "c"))
	require.Equal(t, "a", d.Fold("a"))
}

func TestCounts(t *testing.T) {
	t.Parallel()
	counts := domain.Counts{"resolved": 1}
	counts.Add(domain.Counts{"resolved": 2, "error": 4})
	counts.Add(nil)
	require.Equal(t, domain.Counts{"resolved": 3, "error": 4}, counts)
	require.EqualValues(t, 7, counts.Total())
	require.Zero(t, domain.Counts(nil).Total())
}
