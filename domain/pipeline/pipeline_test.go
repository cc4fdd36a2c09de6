package pipeline_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/domaintest"
	"domainflow/domain/pipeline"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type (
	row    = domaintest.Case[pipeline.Command, pipeline.Event]
	events = []pipeline.Event
)

func create(change func(*pipeline.Create)) pipeline.Create {
	c := pipeline.Create{
		Name: "monthly", Description: "two\nlines", Mode: pipeline.FullSequence, OwnerID: "00000000-0000-0000-0000-000000000000",
		Steps: []string{"a", "b", "c"},
	}
	change(&c)
	return c
}

func as(*pipeline.Create) {}

var created = pipeline.Created{
	Name: "monthly", Description: "two\nlines", Mode: pipeline.FullSequence, OwnerID: "00000000-0000-0000-0000-000000000000",
	Steps: []string{"a", "b", "c"},
}

func TestGoldens(t *testing.T) {
	t.Parallel()
	domaintest.Goldens(t, pipeline.Events, map[string]domain.Event{"created": created})
}

func TestCreate(t *testing.T) {
	t.Parallel()
	domaintest.Run(t, pipeline.Decider,
		row{Name: "one", When: create(as), Then: events{created}},
		row{Name: "its name is trimmed", When: create(func(c *pipeline.Create) { c.Name = " monthly\t" }), Then: events{created}},
		row{Name: "one that exists", Given: events{created}, When: create(as), Refused: domaintest.Conflict(domain.CodeInvalidState)},
		row{Name: "all that is wrong", When: create(func(c *pipeline.Create) {
			c.Name, c.Description, c.Mode = " ", strings.Repeat("x", 2001), "all"
		}), Refused: domaintest.Invalid(domain.CodeValidation, "name", "description", "mode")},
	)
}

func TestStatusOf(t *testing.T) {
	t.Parallel()
	for steps, want := range map[string]pipeline.Status{
		"running completed pending":   "running",
		"paused running failed":       "running",
		"paused failed cancelled":     "paused",
		"failed cancelled completed":  "failed",
		"cancelled completed pending": "cancelled",
		"completed completed":         "completed",
		"pending pending pending":     "pending",
		"completed pending":           "waiting",
		"":                            "completed",
	} {
		require.Equal(t, want, pipeline.StatusOf(statuses(steps)), steps)
	}
}

func statuses(words string) []pipeline.Status {
	var out []pipeline.Status
	for _, word := range strings.Fields(words) {
		out = append(out, pipeline.Status(strings.Trim(word, "-")))
	}
	return out
}

func TestStarts(t *testing.T) {
	t.Parallel()
	const refused = -1
	for _, c := range []struct {
		mode  pipeline.Mode
		steps string // - is a deleted one
		want  []int
	}{
		{pipeline.FullSequence, "pending pending pending", []int{0, 1, 2}},
		{pipeline.FullSequence, "completed pending pending", []int{1, 2}},
		{pipeline.FullSequence, "running running running", nil},
		{pipeline.FullSequence, "running pending running", []int{1}},
		{pipeline.FullSequence, "completed completed running", nil},
		{pipeline.FullSequence, "completed completed completed", []int{refused}},
		{pipeline.FullSequence, "paused pending pending", []int{refused}},
		{pipeline.FullSequence, "cancelled pending pending", []int{refused}},
		{pipeline.FullSequence, "failed pending", []int{refused}},
		{pipeline.FullSequence, "- pending pending", []int{refused}},
		{pipeline.StepByStep, "pending pending pending", []int{0}},
		{pipeline.StepByStep, "running pending pending", []int{1}},
		{pipeline.StepByStep, "completed paused pending", []int{2}},
		{pipeline.StepByStep, "completed running running", nil},
		{pipeline.StepByStep, "cancelled cancelled", []int{refused}},
		{pipeline.StepByStep, "- -", []int{refused}},
	} {
		starts, err := pipeline.State{Mode: c.mode}.Starts(statuses(c.steps))
		if len(c.want) == 1 && c.want[0] == refused {
			refusal, ok := domain.AsError(err)
			require.True(t, ok, "%s %s", c.mode, c.steps)
			require.Equal(t, domain.CodeInvalidState, refusal.Code)
			require.NotEmpty(t, refusal.CurrentStatus)
			continue
		}
		require.NoError(t, err, "%s %s", c.mode, c.steps)
		require.Equal(t, c.want, starts, "%s %s", c.mode, c.steps)
	}
}

// Only pending steps are started, and a start that was carried out has nothing
// left to do in a full sequence.
func TestStartsSettle(t *testing.T) {
	t.Parallel()
	all := append([]pipeline.Status{""}, pipeline.Statuses[:6]...)
	rapid.Check(t, func(t *rapid.T) {
		s := pipeline.State{Mode: rapid.SampledFrom([]pipeline.Mode{pipeline.FullSequence, pipeline.StepByStep}).Draw(t, "mode")}
		steps := rapid.SliceOfN(rapid.SampledFrom(all), 1, 3).Draw(t, "steps")
		starts, err := s.Starts(steps)
		if err != nil {
			return
		}
		for _, i := range starts {
			require.Equal(t, pipeline.Pending, steps[i])
			steps[i] = pipeline.Running
		}
		again, err := s.Starts(steps)
		require.NoError(t, err)
		if s.Mode == pipeline.FullSequence {
			require.Empty(t, again)
		}
		require.LessOrEqual(t, len(again)+len(starts), len(steps))
	})
}
