package processors

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
	"domainflow/internal/lab"
)

// audit says how the results of one campaign break the promise: exactly one
// result for each name, parts of a unit dense from 0, and the last of them,
// and no other, saying so.
func audit(results []eventstore.Recorded, names []string) error {
	var wrong []error
	seen, parts, last := map[string]int{}, map[string]int{}, map[string]bool{}
	for _, e := range results {
		unit := e.Part.Unit
		if e.Part.Number != parts[unit] {
			wrong = append(wrong, fmt.Errorf("unit %s: part %d after %d parts", unit, e.Part.Number, parts[unit]))
		}
		parts[unit]++
		if last[unit] {
			wrong = append(wrong, fmt.Errorf("unit %s: part %d after the last", unit, e.Part.Number))
		}
		last[unit] = last[unit] || e.Part.Last
		event, err := e.Decode()
		if err != nil {
			return err
		}
		for _, name := range namesOf(event) {
			seen[name]++
		}
	}
	for unit := range parts {
		if !last[unit] {
			wrong = append(wrong, fmt.Errorf("unit %s: no last part", unit))
		}
	}
	for _, name := range names {
		if seen[name] != 1 {
			wrong = append(wrong, fmt.Errorf("%s: %d results", name, seen[name]))
		}
	}
	if len(seen) != len(names) {
		wrong = append(wrong, fmt.Errorf("%d names have results instead of %d", len(seen), len(names)))
	}
	return errors.Join(wrong...)
}

func namesOf(event domain.Event) []string {
	switch e := event.(type) {
	case campaign.NamesGenerated:
		return e.Names
	case campaign.NamesResolved:
		return e.Names
	case campaign.PagesChecked:
		var names []string
		for _, p := range e.Pages {
			names = append(names, p.Name)
		}
		return names
	}
	return nil
}

// The control: workers that do not follow the rules of parts are found out.
func TestAuditFindsBrokenRules(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, lab.Config{})
	type part struct {
		number int
		last   bool
		names  []string
	}
	for says, parts := range map[string][]part{
		"":                    {{0, false, []string{"a"}}, {1, true, []string{"b", "c"}}},
		"b: 2 results":        {{0, false, []string{"a", "b"}}, {1, true, []string{"b", "c"}}},
		"c: 0 results":        {{0, true, []string{"a", "b"}}},
		"part 2 after 1 part": {{0, false, []string{"a"}}, {2, true, []string{"b", "c"}}},
		"1 after the last":    {{0, true, []string{"a", "b"}}, {1, true, []string{"c"}}},
		"no last part":        {{0, false, []string{"a", "b", "c"}}},
		"4 names have":        {{0, true, []string{"a", "b", "c", "d"}}},
	} {
		id := uuid.NewString()
		for _, p := range parts {
			var results []campaign.DNSResult
			for _, name := range p.names {
				results = append(results, campaign.DNSResult{Name: name, Status: campaign.DNSResolved})
			}
			e := campaign.NewNamesResolved(results)
			_, err := r.agg.Store.AppendPart(r.ctx(), meta(), r.agg.Campaigns.Ref(id),
				eventstore.Part{Unit: "0", Number: p.number, Last: p.last}, e, e.Counts())
			require.NoError(t, err)
		}
		err := audit(r.results(id), []string{"a", "b", "c"})
		if says == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, says)
	}
}

// auditChain holds a generation and what follows it to the promise, and every
// DNS result to the truth.
func (r *rig) auditChain(n int64, names, resolution, check string) {
	r.t.Helper()
	want := r.names(n)
	require.NoError(r.t, audit(r.results(names), want))
	if resolution == "" {
		return
	}
	require.NoError(r.t, audit(r.results(resolution), want))
	var alive []string
	for name, result := range r.resolved(resolution) {
		require.NotEqual(r.t, campaign.CodeUnitFailed, result.ErrorCode, name)
		require.Equal(r.t, r.lab.DNS(name).Status, string(result.Status), name)
		if result.Status == campaign.DNSResolved {
			alive = append(alive, name)
		}
	}
	if check != "" {
		require.NoError(r.t, audit(r.results(check), alive))
	}
}

// names are the names that a generation of n gives.
func (r *rig) names(n int64) []string {
	var all []string
	state := campaign.Decider.Evolve(campaign.State{}, campaign.Created{Params: r.generationOf(n).Params})
	state.Range = r.generationOf(n).Start.Range
	for chunk := range int((n + unitSize - 1) / unitSize) {
		all = append(all, generated(state, chunk).Names...)
	}
	slices.Sort(all)
	return all
}
