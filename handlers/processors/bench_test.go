package processors

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/internal/lab"
)

// Units through dispatch, queue, work and log. Those of
// generation hardly cost anything themselves.
func BenchmarkUnits(b *testing.B) {
	for _, servers := range []int{1, 3} {
		b.Run(fmt.Sprintf("%d servers", servers), func(b *testing.B) {
			r := newRig(b, servers, lab.Config{})
			r.dispatcher(0)
			r.workers(0)
			r.reason(r.generation(unitSize))
			b.ResetTimer()
			before, start := cpu(b), time.Now()
			require.Equal(b, campaign.AllDone, r.reason(r.generation(int64(b.N)*unitSize)))
			b.ReportMetric(float64(b.N)/time.Since(start).Seconds(), "units/s")
			b.ReportMetric((cpu(b)-before).Seconds()*1000/float64(b.N), "cpu-ms/unit")
		})
	}
}

func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
