package processors

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/domain/persona"
	"domainflow/internal/lab"
)

// What the first persona gets no answer to, the next one is asked; what it
// answered stands.
func TestNextPersonaIsTriedOnFailure(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, lab.Config{
		Seed: 5, Exists: 0.8, Names: map[lab.NameKind]float64{}, LossShare: 0.5, SiteDelay: 1500 * time.Millisecond,
		Sites: map[lab.SiteKind]float64{lab.SlowSite: 0.3, lab.NotFound: 0.3},
	})
	const n = 60
	names := r.generation(n)
	lossy, clean := r.dnsPersona(lab.Lossy), r.dnsPersona(lab.Clean)
	creation := r.resolutionOf(names, lossy, clean)
	creation.Params.DNS.RetryAttempts = 0
	resolution := r.create(creation)
	quick, patient := r.httpPersonaOf(1), r.httpPersonaOf(20)
	check := r.check(resolution, quick, patient)
	r.dispatcher(0)
	r.workers(0)
	require.Equal(t, campaign.AllDone, r.reason(check))
	r.auditChain(n, names, resolution, check)
	by := map[string]int{}
	for _, result := range r.resolved(resolution) {
		by[result.PersonaID]++
	}
	require.NotZero(t, by[lossy.ID])
	require.NotZero(t, by[clean.ID])
	for name, page := range r.checked(check) {
		truth := r.lab.Site(name)
		require.Equal(t, truth.StatusTLSFirst, string(page.Status), "%s %s", name, truth.Kind)
		want := quick.ID
		if truth.Kind == lab.SlowSite {
			want = patient.ID
		}
		require.Equal(t, want, page.PersonaID, "%s %s", name, truth.Kind)
	}
}

// A run uses its personas as they were when it started.
func TestEditsDoNotReachAStartedCampaign(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, slowWorld())
	const n = 1500
	creation, start := later(r.generationOf(n))
	names := r.create(creation)
	used := r.dnsPersona(lab.Clean)
	resolution := r.resolution(names, used)
	_, _, err := r.agg.Personas.Do(r.ctx(), meta(), used.ID, persona.Update{Type: persona.DNS, Input: r.dnsInput(10, lab.Dead)})
	require.NoError(t, err)
	_, _, err = r.agg.Personas.Do(r.ctx(), meta(), used.ID, persona.Delete{Type: persona.DNS})
	require.NoError(t, err)
	r.dispatcher(0)
	r.workers(0)
	require.NoError(t, r.do(names, start))
	require.Equal(t, campaign.AllDone, r.reason(resolution))
	r.auditChain(n, names, resolution, "")
	require.Zero(t, r.lab.Queries(lab.Dead))
}

// At one name a minute no second one is asked while other campaigns are run
// from beginning to end.
func TestPaceOfACampaign(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, slowWorld())
	creation := r.resolutionOf(r.generation(1500), r.dnsPersona(lab.Slow))
	creation.Params.DNS.ProcessingSpeedPerMinute = 1
	slow := r.create(creation)
	r.dispatcher(0)
	r.workers(0)
	r.awaitQuestions(1)
	require.LessOrEqual(t, r.asked(), int64(2), "A and AAAA of one name")
	require.LessOrEqual(t, r.asked(), int64(2))
	require.NoError(t, r.do(slow, campaign.Cancel{}))

	require.Nil(t, perMinute(0))
	fast := perMinute(600)
	require.Equal(t, 10, fast.Burst())
	require.InDelta(t, 10, float64(fast.Limit()), 1e-9)
}
