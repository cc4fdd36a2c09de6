package setting

import (
	"encoding/json"

	"domainflow/domain"
)

// Worker is how much one process sends at once, for all campaigns together,
// whatever its personas allow each.
type Worker struct {
	MaxInFlightDNSQueries   int `json:"maxInFlightDnsQueries"`
	MaxInFlightHTTPRequests int `json:"maxInFlightHttpRequests"`
}

func defaultWorker() Worker {
	return Worker{MaxInFlightDNSQueries: 10_000, MaxInFlightHTTPRequests: 256}
}

// UnmarshalJSON gives fields that are not there their defaults.
func (w *Worker) UnmarshalJSON(data []byte) error {
	type plain Worker
	*w = defaultWorker()
	return json.Unmarshal(data, (*plain)(w))
}

// WorkerInput is [Worker] as users write it: what is nil gets its default.
type WorkerInput struct {
	MaxInFlightDNSQueries   *int
	MaxInFlightHTTPRequests *int
}

// The most that a process may have out: the sockets of a resolver engine, and
// the bodies of pages that fit into its memory.
const (
	mostDNSQueries   = 100_000
	mostHTTPRequests = 10_000
)

func (WorkerInput) Section() Section { return SectionWorker }

func (WorkerInput) of(s Settings) any { return s.Worker }

func (in WorkerInput) complete(checks *domain.Checks) Values {
	w := defaultWorker()
	w.MaxInFlightDNSQueries = or(in.MaxInFlightDNSQueries, w.MaxInFlightDNSQueries)
	w.MaxInFlightHTTPRequests = or(in.MaxInFlightHTTPRequests, w.MaxInFlightHTTPRequests)
	inRange(checks, "maxInFlightDnsQueries", w.MaxInFlightDNSQueries, 1, mostDNSQueries)
	inRange(checks, "maxInFlightHttpRequests", w.MaxInFlightHTTPRequests, 1, mostHTTPRequests)
	return Values{Worker: &w}
}
