package processors

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// history is a log as dispatchers see it, written by a world that is as fast
// and as slow as chance has it.
type history struct {
	events []logged
	states map[string]campaign.State
}

// logged is a lifecycle event, with the state it led to, or a result.
type logged struct {
	id    string
	after campaign.State
	part  *eventstore.Part
	count domain.Counts
}

func (h *history) become(id string, status campaign.Status) {
	s := h.states[id]
	s.Status = status
	h.states[id] = s
	h.events = append(h.events, logged{id: id, after: s})
}

func (h *history) delete(id string) {
	s := h.states[id]
	s.Deleted = true
	h.states[id] = s
	h.events = append(h.events, logged{id: id, after: s})
}

func (h *history) record(id string, k key, part int, last bool) {
	status := string(campaign.DNSResolved)
	if t := h.states[id].Type; t == campaign.Generation || t == campaign.List {
		status = campaign.NameGenerated
	}
	h.events = append(h.events, logged{
		id: id, part: &eventstore.Part{Unit: k.String(), Number: part, Last: last}, count: domain.Counts{status: 1},
	})
}

func (l logged) apply(f *fold, sequence uint64) {
	if l.part == nil {
		f.lifecycle(l.id, l.after, place{sequence: sequence})
		return
	}
	f.result(eventstore.Recorded{
		Sequence: sequence, Ref: eventstore.Ref{Category: campaign.Category, ID: l.id}, Part: l.part, Counts: l.count,
	})
}

// restarted is the fold of a dispatcher that starts now.
func (h *history) restarted() *fold {
	known := map[string]*surveyed{}
	for i, l := range h.events {
		if l.part == nil {
			if known[l.id] == nil {
				known[l.id] = &surveyed{created: uint64(i + 1)}
			}
			known[l.id].state, known[l.id].last = l.after, place{sequence: uint64(i + 1)}
		}
	}
	f := newFold()
	after := f.begin(known, uint64(len(h.events)))
	for i, l := range h.events[after:] {
		if l.part != nil {
			l.apply(f, after+uint64(i)+1)
		}
	}
	return f
}

// known is what must not depend on when a dispatcher started.
func (f *fold) known() map[string]string {
	out := map[string]string{}
	for id, r := range f.runs {
		source := ""
		if r.source != nil {
			source = r.source.id
		}
		followers := 0
		for follower := range r.followers {
			if !follower.over() {
				followers++
			}
		}
		done := slices.SortedFunc(maps.Keys(r.done), func(a, b key) int { return (a.chunk-b.chunk)*1000 + a.part - b.part })
		out[id] = fmt.Sprint(r.typ, r.status, r.deleted, source, followers, r.chunks, r.emitted, done, r.counts, r.finished())
	}
	return out
}

const (
	gen  = "gen"
	res  = "dns"
	web  = "web"
	web2 = "web2"
	lst  = "lst"
	res2 = "dns2"
)

var everybody = []string{gen, res, web, web2, lst, res2}

// Whatever happens in whatever order: a dispatcher that starts now knows what
// one knows that was there from the beginning; no window is exceeded, nothing
// is put out of what is done, stopped or out; and once the world has caught up,
// every campaign was completed once.
func TestFoldIsTheLog(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		chunks := rapid.IntRange(1, 12).Draw(t, "chunks")
		h := &history{states: map[string]campaign.State{
			gen: {Type: campaign.Generation, Range: &campaign.Range{To: domain.BigOf(int64(chunks) * unitSize)}},
			res: {Type: campaign.DNS, Params: campaign.Params{DNS: &campaign.DNSParams{SourceCampaignID: gen}}},
			web: {Type: campaign.HTTP, Params: campaign.Params{HTTP: &campaign.HTTPParams{SourceCampaignID: res}}},
		}}
		h.states[web2] = h.states[web]
		h.states[lst] = campaign.State{Type: campaign.List}
		h.states[res2] = campaign.State{Type: campaign.DNS, Params: campaign.Params{DNS: &campaign.DNSParams{SourceCampaignID: lst}}}
		live := newFold()
		seen := 0
		w := &world{t: t, h: h, out: map[unit]int{}, completed: map[string]int{}}
		for _, id := range everybody {
			h.become(id, campaign.StatusRunning)
		}
		read := func() {
			for ; seen < len(h.events); seen++ {
				h.events[seen].apply(live, uint64(seen+1))
			}
		}
		catchUp := func() { read(); w.dispatch(live) }
		t.Repeat(map[string]func(*rapid.T){
			"catch up": func(*rapid.T) { catchUp() },
			"work":     func(t *rapid.T) { w.work(rapid.Bool().Draw(t, "last")) },
			"pause":    func(t *rapid.T) { w.flip(rapid.SampledFrom(everybody).Draw(t, "who")) },
			"upload":   func(*rapid.T) { w.upload() },
			"end upload": func(t *rapid.T) {
				w.endUpload(rapid.SampledFrom([]campaign.Status{campaign.StatusCompleted, campaign.StatusFailed, campaign.StatusCancelled}).Draw(t, "how"))
			},
			"delete": func(t *rapid.T) { w.delete(rapid.SampledFrom(everybody).Draw(t, "who")) },
			"late":   func(t *rapid.T) { w.late(rapid.SampledFrom([]string{gen, lst}).Draw(t, "who")) },
			"restart": func(*rapid.T) {
				read()
				fresh := h.restarted()
				require.Equal(t, live.known(), fresh.known())
				live = fresh
				w.dispatch(live)
			},
		})
		w.resume()
		w.endUpload(campaign.StatusCompleted)
		for len(w.completed) < 5 {
			before := len(h.events)
			w.resume()
			catchUp()
			w.work(true)
			require.Greater(t, len(h.events), before, "nothing moves: %v", live.known())
		}
		catchUp()
		require.Empty(t, live.runs, "what is over and not followed is forgotten")
		require.Equal(t, map[string]int{gen: 1, res: 1, web: 1, web2: 1, res2: 1}, w.completed)
	})
}

// world does the work that is put out, and answers commands.
type world struct {
	t         *rapid.T
	h         *history
	order     []unit
	out       map[unit]int // parts so far
	completed map[string]int
	lines     int
}

func (w *world) dispatch(f *fold) {
	for _, r := range f.drops() {
		w.order = slices.DeleteFunc(w.order, func(u unit) bool { return u.campaign == r.id })
	}
	for _, step := range Steps {
		for _, u := range f.take(step, time.Now()) {
			require.Equal(w.t, campaign.StatusRunning, f.runs[u.campaign].status)
			require.NotContains(w.t, f.runs[u.campaign].done, u.key)
			require.LessOrEqual(w.t, len(f.runs[u.campaign].out), perCampaign)
			if !slices.Contains(w.order, u) {
				w.order = append(w.order, u)
			}
		}
	}
	for _, c := range f.complete(time.Now()) {
		if w.h.states[c.id].Status != campaign.StatusRunning {
			continue // a command was faster
		}
		w.completed[c.id]++
		w.h.become(c.id, campaign.StatusCompleted)
	}
}

// work records a part of the unit that waits longest.
func (w *world) work(last bool) {
	if len(w.order) == 0 {
		return
	}
	u := w.order[0]
	w.order = w.order[1:]
	if w.h.states[u.campaign].Status.Ended() {
		return
	}
	last = last || u.step == Generate
	w.h.record(u.campaign, u.key, w.out[u], last)
	if w.out[u]++; !last {
		w.order = append(w.order, u)
	}
}

func (w *world) flip(id string) {
	switch w.h.states[id].Status {
	case campaign.StatusRunning:
		w.h.become(id, campaign.StatusPaused)
	case campaign.StatusPaused:
		w.h.become(id, campaign.StatusRunning)
	}
}

func (w *world) upload() {
	if w.h.states[lst].Status == campaign.StatusRunning {
		w.h.record(lst, key{chunk: w.lines, part: -1}, 0, true)
		w.lines++
	}
}

func (w *world) endUpload(how campaign.Status) {
	if w.h.states[lst].Status == campaign.StatusRunning {
		w.h.become(lst, how)
	}
}

func (w *world) delete(id string) {
	if s := w.h.states[id]; s.Status.Ended() && !s.Deleted {
		w.h.delete(id)
	}
}

// late records a result that was in flight when its campaign was deleted.
func (w *world) late(id string) {
	if w.h.states[id].Deleted {
		w.h.record(id, key{chunk: 1000, part: -1}, 0, true)
	}
}

func (w *world) resume() {
	for _, id := range everybody {
		if w.h.states[id].Status == campaign.StatusPaused {
			w.flip(id)
		}
	}
}

// In turn means: with a window for one unit of each, each gets one.
func TestFoldIsFair(t *testing.T) {
	t.Parallel()
	f := newFold()
	for i := range 3 * perStep {
		f.lifecycle(fmt.Sprint(i), generation(50), place{})
	}
	first := f.take(Generate, time.Now())
	require.Len(t, first, perStep)
	asked := map[string]int{}
	for turn := range 3 {
		units := first
		if turn > 0 {
			units = f.take(Generate, time.Now())
		}
		for _, u := range units {
			asked[u.campaign]++
			f.result(eventstore.Recorded{Ref: eventstore.Ref{ID: u.campaign}, Part: &eventstore.Part{Unit: u.key.String(), Last: true}})
		}
	}
	require.Len(t, asked, 3*perStep)
}

func TestOverdueAndLostUnitsGoOutAgain(t *testing.T) {
	t.Parallel()
	f, now := newFold(), time.Now()
	f.lifecycle("a", generation(3), place{})
	units := f.take(Generate, now)
	require.Len(t, units, 3)
	require.Empty(t, f.overdue(now.Add(-time.Second), now))
	f.lost(units[1])
	require.Equal(t, units[1:2], f.overdue(now.Add(-time.Second), now))
	require.Empty(t, f.overdue(now.Add(-time.Second), now))
	require.ElementsMatch(t, units, f.overdue(now, now.Add(time.Second)))
	require.Equal(t, 3, f.lanes[Generate].out)
	f.lost(unit{step: Generate, campaign: "unknown"})
	f.emptied()
	require.ElementsMatch(t, units, f.overdue(now.Add(-time.Second), now), "at once")
}

func TestUnansweredCompletionIsIssuedAgain(t *testing.T) {
	t.Parallel()
	f, now := newFold(), time.Now()
	f.lifecycle("a", generation(0), place{})
	require.Len(t, f.complete(now), 1)
	f.unanswered(now.Add(-time.Second))
	require.Empty(t, f.complete(now))
	f.unanswered(now)
	require.Len(t, f.complete(now), 1)
}

func generation(chunks int64) campaign.State {
	return campaign.State{Type: campaign.Generation, Status: campaign.StatusRunning,
		Range: &campaign.Range{To: domain.BigOf(chunks * unitSize)}}
}

// What one event costs, with its consequences, while many campaigns run.
func BenchmarkFold(b *testing.B) {
	for _, campaigns := range []int{1, 1000} {
		b.Run(fmt.Sprint(campaigns), func(b *testing.B) {
			f := newFold()
			for i := range campaigns {
				f.lifecycle(fmt.Sprint(i), generation(1<<40/unitSize), place{})
			}
			out := f.take(Generate, time.Now())
			b.ReportAllocs()
			for b.Loop() {
				u := out[0]
				f.result(eventstore.Recorded{Ref: eventstore.Ref{ID: u.campaign}, Part: &eventstore.Part{Unit: u.key.String(), Last: true}})
				out = append(out[1:], f.take(Generate, time.Now())...)
				f.complete(time.Now())
			}
		})
	}
}

// The memory of one campaign of ten million names, resolved.
func TestFoldOfTenThousandUnitsIsSmall(t *testing.T) {
	const units = 10_000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	f := newFold()
	f.lifecycle(gen, generation(units), place{})
	f.lifecycle(res, campaign.State{Type: campaign.DNS, Status: campaign.StatusRunning,
		Params: campaign.Params{DNS: &campaign.DNSParams{SourceCampaignID: gen}}}, place{})
	for i := range units {
		for _, id := range []string{gen, res} {
			logged{id: id, part: &eventstore.Part{Unit: fmt.Sprint(i), Last: true},
				count: domain.Counts{campaign.NameGenerated: 1, string(campaign.DNSResolved): 1}}.apply(f, 0)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	grown := int64(after.HeapAlloc) - int64(before.HeapAlloc)
	t.Logf("%d KiB", grown>>10)
	require.Less(t, grown, int64(4<<20))
	require.Len(t, f.runs[res].emitted, units)
}
