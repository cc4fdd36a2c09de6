package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/lab"
	"domainflow/projections"
)

// records decodes NDJSON.
func records(t *testing.T, text string) []object {
	t.Helper()
	var out []object
	for line := range strings.Lines(text) {
		var o object
		require.NoError(t, json.Unmarshal([]byte(line), &o), line)
		out = append(out, o)
	}
	return out
}

// Replay prints what the API shows, beside a serve and without one.
func TestReplayPrintsTheLog(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 21})
	data := dataDir(t)
	p := serve(t, "--data", data)
	follower, _ := launch(t, "replay", "--data", data, "-f", "--format", "ndjson")
	run := p.order(world, 2000, 0)
	p.until(run.http, completed)

	printed := execute(t, "replay", "--data", data, "--format", "ndjson")
	events := records(t, printed)
	require.Equal(t, all[object](p, "/events?includeData=true"), events)
	require.Eventually(t, func() bool { return follower.output.count() == len(events) }, patience, tick)
	require.NoError(t, follower.command.Process.Signal(syscall.SIGTERM))
	require.NoError(t, follower.wait(), "that is how following ends")
	require.Equal(t, strings.TrimSpace(printed), follower.output.all())

	some := func(args ...string) []object {
		return records(t, execute(t, append([]string{"replay", "--data", data, "--format", "ndjson"}, args...)...))
	}
	matching := func(wanted func(e object) bool) (found []object) {
		for _, e := range events {
			if wanted(e) {
				found = append(found, e)
			}
		}
		require.NotEmpty(t, found)
		return found
	}
	half := events[len(events)/2]
	for name, c := range map[string]struct {
		args   []string
		wanted func(e object) bool
	}{
		"campaign":      {[]string{"--campaign", run.dns}, func(e object) bool { return e["aggregateId"] == run.dns }},
		"types":         {[]string{"--type", "campaign.started", "--type", "campaign.names_resolved"}, func(e object) bool { return e["type"] == "campaign.started" || e["type"] == "campaign.names_resolved" }},
		"both":          {[]string{"--campaign", run.dns, "--type", "campaign.started"}, func(e object) bool { return e["aggregateId"] == run.dns && e["type"] == "campaign.started" }},
		"since":         {[]string{"--since", fmt.Sprint(half["sequence"])}, func(e object) bool { return e["sequence"].(float64) > half["sequence"].(float64) }},
		"since a time":  {[]string{"--since", half["time"].(string)}, func(e object) bool { return e["time"].(string) >= half["time"].(string) }},
		"up to":         {[]string{"--as-of", fmt.Sprint(half["sequence"])}, func(e object) bool { return e["sequence"].(float64) <= half["sequence"].(float64) }},
		"up to and one": {[]string{"--since", fmt.Sprint(half["sequence"].(float64) - 1), "--as-of", fmt.Sprint(half["sequence"])}, func(e object) bool { return e["sequence"] == half["sequence"] }},
	} {
		require.Equal(t, matching(c.wanted), some(c.args...), name)
	}
	text := execute(t, "replay", "--data", data)
	require.Len(t, strings.Split(strings.TrimSpace(text), "\n"), len(events))

	require.NoError(t, p.terminate(), p.output)
	require.Equal(t, printed, execute(t, "replay", "--data", data, "--format", "ndjson"))
}

func TestReplayRefusesWhatMakesNoSense(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	for name, c := range map[string]struct {
		args []string
		says string
	}{
		"no data":            {[]string{"--data", data + "/none"}, "--data"},
		"unknown type":       {[]string{"--type", "campaign.exploded"}, "--type"},
		"follow into a past": {[]string{"--as-of", "1", "-f"}, "--as-of"},
		"part of a campaign": {[]string{"--as-of", "1", "--campaign", "x", "--since", "0"}, "--as-of"},
		"no moment":          {[]string{"--since", "yesterday"}, "--since"},
		"beyond the end":     {[]string{"--as-of", "7"}, "beyond the end"},
		"unknown campaign":   {[]string{"--as-of", "0", "--campaign", "x"}, "--campaign"},
		"another format":     {[]string{"--format", "xml"}, "--format"},
	} {
		p, _ := launch(t, append([]string{"replay", "--data", data}, c.args...)...)
		require.Error(t, p.wait(), name)
		require.Contains(t, p.output.String(), c.says, name)
	}
}

// sample is a campaign as it was shown at a sequence.
type sample struct {
	path     string
	sequence uint64
	shown    object
}

// sampleOf reads a campaign with what its answer reflects.
func (p *process) sampleOf(id string) sample {
	p.t.Helper()
	shown, header := p.resource("/campaigns/" + id)
	var sequence uint64
	_, err := fmt.Sscan(header.Get("Event-Sequence"), &sequence)
	require.NoError(p.t, err)
	return sample{"/campaigns/" + id, sequence, lasting(shown)}
}

// lasting is a campaign without what only its moment knew.
func lasting(shown object) object {
	delete(shown, "avgProcessingRate")
	delete(shown, "estimatedCompletionAt")
	return shown
}

// What ?asOf= and replay --as-of say of a moment is what was seen then, for
// moments of a whole run.
func TestThePastIsAsItWasSeen(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 22})
	data := dataDir(t)
	p := serve(t, "--data", data)
	run := p.order(world, 5000, 250)
	seen := map[string]sample{}
	pauses := 0
	for last := false; !last || len(seen) < 50; {
		last = p.over(run)
		for _, id := range []string{run.names, run.dns, run.http} {
			s := p.sampleOf(id)
			seen[fmt.Sprint(s.path, s.sequence)] = s
		}
		if len(seen) >= 10+6*pauses && !last {
			pauses++
			_, _ = p.try(run.dns, "pause"), p.try(run.dns, "resume") // refused once it has ended
		}
		require.False(t, last && len(seen) < 50, "%d samples are not enough", len(seen))
	}
	t.Log(len(seen), "samples")
	var one sample
	for _, s := range seen {
		past, header := p.resource(fmt.Sprintf("%s?asOf=%d", s.path, s.sequence))
		require.Equal(t, s.shown, lasting(past), "%s at %d", s.path, s.sequence)
		require.Equal(t, fmt.Sprint(s.sequence), header.Get("Event-Sequence"))
		one = s
	}
	printed := records(t, execute(t, "replay", "--data", data, "--format", "ndjson",
		"--campaign", strings.TrimPrefix(one.path, "/campaigns/"), "--as-of", fmt.Sprint(one.sequence)))
	require.Equal(t, one.shown, lasting(printed[0]))

	// By time: the moment of storing of an event is the end of the log then.
	for _, e := range all[projections.Event](p, "/events?campaignId="+run.dns) {
		at, err := json.Marshal(e.Time)
		require.NoError(t, err)
		past, _ := p.resource("/campaigns/" + run.dns + "?asOf=" + strings.Trim(string(at), `"`))
		require.NotEmpty(t, past["status"])
	}
}
