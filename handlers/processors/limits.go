package processors

import (
	"domainflow/domain/setting"
	"domainflow/internal/inflight"
)

// Limits are what this process may have out at once, for all campaigns
// together. They follow the settings, see [Limits.Set].
type Limits struct{ dns, http *inflight.Limit }

// NewLimits are those of the default settings.
func NewLimits() *Limits {
	w := setting.Defaults().Worker
	return &Limits{dns: inflight.New(w.MaxInFlightDNSQueries), http: inflight.New(w.MaxInFlightHTTPRequests)}
}

// Set acts at once, on engines that are at work too.
func (l *Limits) Set(w setting.Worker) {
	l.dns.Set(w.MaxInFlightDNSQueries)
	l.http.Set(w.MaxInFlightHTTPRequests)
}
