package audit

import (
	"time"

	"domainflow/eventstore"
	"domainflow/internal/secrets"
)

const (
	// merging is how long failures of one network are one record.
	merging = time.Minute
	// maxGroups is how many networks are told apart meanwhile.
	maxGroups = 100
)

// group is whose failures are merged. The zero network is everybody beyond
// maxGroups.
type group struct {
	kind    kind
	network string
	actor   eventstore.Actor
}

// failures merges them.
type failures map[group]*minute

// minute is what a group did since its last record, count times.
type minute struct {
	ends  time.Time
	count int
	last  record
}

// merge says which record is to be stored at once: that of the first failure.
func (f failures) merge(r record) (now record, ok bool) {
	g := group{r.kind, secrets.Network(r.request.Address), r.request.Actor}
	if _, known := f[g]; !known && len(f) >= maxGroups {
		g = group{kind: r.kind}
		r = record{kind: r.kind, time: r.time}
		r.Count = 1
	}
	m, known := f[g]
	if !known {
		f[g] = &minute{ends: r.time.Add(merging)}
		return r, true
	}
	m.count++
	m.last = r
	return record{}, false
}

// over gives the records of minutes that ended before a moment, and forgets
// groups that were quiet.
func (f failures) over(moment time.Time) (ended []record) {
	for g, m := range f {
		if m.ends.After(moment) {
			continue
		}
		if m.count == 0 {
			delete(f, g)
			continue
		}
		m.last.Count = m.count
		ended = append(ended, m.last)
		f[g] = &minute{ends: moment.Add(merging)}
	}
	return ended
}
