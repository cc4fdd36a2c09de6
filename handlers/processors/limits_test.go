package processors

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/domain/setting"
	"domainflow/internal/lab"
)

// What one process may have out holds for all its campaigns together: names
// that nobody answers for wait for each other then, which takes at least as
// long as all their timeouts.
func TestLimitsOfTheProcess(t *testing.T) {
	t.Parallel()
	const names = 4
	r := newRig(t, 1, lab.Config{Exists: 1, Names: map[lab.NameKind]float64{}, Sites: map[lab.SiteKind]float64{lab.Silent: 1}})
	r.dispatcher(0)
	w := r.workers(0).workers
	w.plans.limits.Set(setting.Worker{MaxInFlightDNSQueries: 1, MaxInFlightHTTPRequests: 1})
	source := r.generation(names)
	dead := r.resolutionOf(source, r.dnsPersona(lab.Dead))
	dead.Params.DNS.RetryAttempts = 0
	unanswered := r.create(dead)
	silent := r.check(r.resolution(source, r.dnsPersona(lab.Clean)), r.httpPersonaOf(1))
	for _, id := range []string{unanswered, silent} {
		took := r.await(id, campaign.Completed{}.EventType()).Time.Sub(r.await(id, campaign.Started{}.EventType()).Time)
		require.Greater(t, took, names*time.Second)
	}
}
