package resolver

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"domainflow/internal/lab"
)

// inLoop runs look between two rounds. It must not end the goroutine, as require does.
func inLoop(t testing.TB, e *Engine, look func(*loop)) {
	t.Helper()
	seen := make(chan struct{})
	e.loop.add(&job{request: &request{ctx: t.Context()}, resume: func(*job) {
		defer close(seen)
		look(e.loop)
	}})
	<-seen
}

// begun starts a call of Resolve for one name at a resolver that never answers, and gives its result.
func begun(t *testing.T, e *Engine, l *lab.Lab) <-chan Result {
	t.Helper()
	results, before := make(chan Result, 1), l.Queries(lab.Dead)
	ended := make(chan error, 1)
	go func() {
		ended <- e.Resolve(t.Context(), askA, numbered(1), func(_ int, r Result) { results <- r })
	}()
	require.Eventually(t, func() bool { return l.Queries(lab.Dead) > before }, time.Minute, time.Millisecond)
	t.Cleanup(func() { require.NoError(t, <-ended) })
	return results
}

// While answers wait to be read a query has twice its time, but not forever.
func TestTimeoutWhileAnswersPileUp(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{})
	e := labEngine(t, l, Config{Timeout: time.Hour}, lab.Dead)
	results := begun(t, e, l)
	inLoop(t, e, func(l *loop) {
		now, first := l.now, l.out.oldest.expires
		l.more, l.now = true, first
		l.expire()
		assert.Equal(t, 1, l.out.len)
		l.now = first.Add(l.timeout)
		l.expire()
		assert.Zero(t, l.out.len)
		l.more, l.now = false, now
	})
	require.Equal(t, StatusTimeout, (<-results).Status)
}

// A mistake of ours that an answer brings to light ends the request it was for, and nothing else.
func TestPanicInTheLoopEndsOneRequest(t *testing.T) {
	t.Parallel()
	l := startLab(t, lab.Config{Exists: 1})
	e := labEngine(t, l, Config{}, lab.Clean)
	r := e.request(t.Context(), numbered(1), askA.Types, 0)
	_, err := r.admit(nil, 1)
	require.NoError(t, err)
	r.open = 1
	j := r.job(0)
	j.resume = func(*job) { panic("a mistake") }
	e.loop.add(j)
	r.fed()
	func() {
		defer func() { require.Contains(t, recover(), "a mistake") }()
		r.deliver(func(int, Result) { t.Error("a result") })
	}()
	requireIdle(t, e)
	require.Len(t, resolveAll(t, e, askA, numbered(100)), 100)
}

func TestNothingOfAJobIsLeftForTheNext(t *testing.T) {
	t.Parallel()
	r := &request{Engine: &Engine{}, asked: askA.Types}
	j := newJob()
	j.request, j.index, j.holding, j.dropped, j.retries = r, 7, true, true, 3
	j.avoid, j.reply, j.worst = []*resolver{{}}, []byte("old"), &failure{}
	j.result = Result{Status: StatusResolved, Records: Records{TXT: []string{"old"}}}
	r.recycle(j)
	require.Equal(t, job{call: call{query: query{wire: j.wire}, reply: []byte("old")}, avoid: []*resolver{}}, *j)
}
