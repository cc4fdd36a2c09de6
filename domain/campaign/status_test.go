package campaign_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/domaintest"
)

// histories lead to every status, to some in more than one way.
var histories = []struct {
	status campaign.Status
	given  events
}{
	{"", nil},
	{campaign.StatusPending, events{dnsCreated}},
	{campaign.StatusRunning, events{dnsCreated, dnsStarted}},
	{campaign.StatusRunning, events{dnsCreated, dnsStarted, campaign.Paused{}, campaign.Resumed{}}},
	{campaign.StatusPaused, events{dnsCreated, dnsStarted, campaign.Paused{}}},
	{campaign.StatusCompleted, events{dnsCreated, dnsStarted, wasAllDone}},
	{campaign.StatusCancelled, events{dnsCreated, dnsStarted, campaign.Cancelled{}}},
	{campaign.StatusCancelled, events{dnsCreated, campaign.Cancelled{}}},
	{campaign.StatusFailed, events{listCreated, campaign.Started{}, wasIncomplete}},
}

// outcomes is the table of statuses and commands: the status after the
// command, "=" for nothing happens, "409" and "404" for a refusal.
var outcomes = []struct {
	command campaign.Command
	after   map[campaign.Status]string
}{
	{startDNS, map[campaign.Status]string{
		"": "404", "pending": "running", "running": "=", "paused": "409", "completed": "409", "failed": "409", "cancelled": "409"}},
	{campaign.Pause{}, map[campaign.Status]string{
		"": "404", "pending": "409", "running": "paused", "paused": "=", "completed": "409", "failed": "409", "cancelled": "409"}},
	{campaign.Resume{}, map[campaign.Status]string{
		"": "404", "pending": "409", "running": "=", "paused": "running", "completed": "409", "failed": "409", "cancelled": "409"}},
	{campaign.Cancel{}, map[campaign.Status]string{
		"": "404", "pending": "cancelled", "running": "cancelled", "paused": "cancelled", "completed": "409", "failed": "409",
		"cancelled": "="}},
	{allDone, map[campaign.Status]string{
		"": "404", "pending": "409", "running": "completed", "paused": "409", "completed": "=", "failed": "409", "cancelled": "409"}},
	{incomplete, map[campaign.Status]string{
		"": "404", "pending": "409", "running": "failed", "paused": "409", "completed": "409", "failed": "=", "cancelled": "409"}},
	{campaign.Rename{Name: &another}, map[campaign.Status]string{
		"": "404", "pending": "pending", "running": "running", "paused": "paused", "completed": "completed", "failed": "failed",
		"cancelled": "cancelled"}},
	{campaign.Delete{}, map[campaign.Status]string{
		"": "404", "pending": "deleted", "running": "409", "paused": "409", "completed": "deleted", "failed": "deleted",
		"cancelled": "deleted"}},
}

func TestEveryCommandInEveryStatus(t *testing.T) {
	t.Parallel()
	for _, line := range outcomes {
		for _, history := range histories {
			state := campaign.Decider.Fold(campaign.State{}, history.given...)
			require.Equal(t, history.status, state.Status)
			happened, err := campaign.Decider.Decide(state, line.command)
			require.Equal(t, line.after[history.status], outcome(t, state, happened, err), "%T when %s", line.command, history.status)
			if !state.Status.Ended() {
				continue
			}
			state = campaign.Decider.Fold(state, campaign.Deleted{})
			happened, err = campaign.Decider.Decide(state, line.command)
			want := "404"
			if line.command == (campaign.Delete{}) {
				want = "="
			}
			require.Equal(t, want, outcome(t, state, happened, err), "%T when deleted", line.command)
		}
	}
}

func outcome(t *testing.T, state campaign.State, happened events, err error) string {
	t.Helper()
	if err == nil && len(happened) == 0 {
		return "="
	}
	if after := campaign.Decider.Fold(state, happened...); err == nil {
		if after.Deleted {
			return "deleted"
		}
		return string(after.Status)
	}
	require.Empty(t, happened, "refused, and yet events")
	refused, ok := domain.AsError(err)
	require.True(t, ok, "%v", err)
	if refused.Kind == domain.NotFound {
		require.Equal(t, domain.CodeNotFound, refused.Code)
		return "404"
	}
	require.Equal(t, domain.Conflict, refused.Kind)
	require.Equal(t, domain.CodeInvalidState, refused.Code)
	require.Equal(t, string(state.Status), refused.CurrentStatus)
	return "409"
}

func TestEnded(t *testing.T) {
	t.Parallel()
	for status, ended := range map[campaign.Status]bool{
		"": false, campaign.StatusPending: false, campaign.StatusRunning: false, campaign.StatusPaused: false,
		campaign.StatusCompleted: true, campaign.StatusFailed: true, campaign.StatusCancelled: true,
	} {
		require.Equal(t, ended, status.Ended(), status)
	}
}

func TestReasonsAreKept(t *testing.T) {
	t.Parallel()
	running, paused := events{dnsCreated, dnsStarted}, events{dnsCreated, dnsStarted, campaign.Paused{}}
	start, started := startDNS, dnsStarted
	start.Reason, started.Reason = "why", "why"
	domaintest.Run(t, campaign.Decider,
		row{Name: "start", Given: events{dnsCreated}, When: start, Then: events{started}},
		row{Name: "pause", Given: running, When: campaign.Pause{Reason: "why"}, Then: events{campaign.Paused{Reason: "why"}}},
		row{Name: "resume", Given: paused, When: campaign.Resume{Reason: "why"}, Then: events{campaign.Resumed{Reason: "why"}}},
		row{Name: "cancel", Given: paused, When: campaign.Cancel{Reason: "why"}, Then: events{campaign.Cancelled{Reason: "why"}}},
		row{Name: "the longest", Given: running, When: campaign.Pause{Reason: strings.Repeat("ä", 500)},
			Then: events{campaign.Paused{Reason: strings.Repeat("ä", 500)}}},
	)
}

// A command that is wrong in itself is refused in every status, also where
// nothing would happen.
func TestReasonsAreChecked(t *testing.T) {
	t.Parallel()
	for _, reason := range []string{strings.Repeat("ä", 501), "a\x00b"} {
		start := startDNS
		start.Reason = reason
		for _, command := range []campaign.Command{
			start, campaign.Pause{Reason: reason}, campaign.Resume{Reason: reason}, campaign.Cancel{Reason: reason},
		} {
			for _, history := range histories {
				state := campaign.Decider.Fold(campaign.State{}, history.given...)
				happened, err := campaign.Decider.Decide(state, command)
				require.Empty(t, happened)
				refused, ok := domain.AsError(err)
				require.True(t, ok, "%T when %s: %v", command, history.status, err)
				require.Equal(t, domain.Invalid, refused.Kind, "%T when %s", command, history.status)
				require.Equal(t, "reason", refused.Fields[0].Field)
			}
		}
	}
}
