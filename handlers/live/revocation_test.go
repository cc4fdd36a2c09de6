package live

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/domain/user"
)

// hasty looks for what ends without an event, all the time.
func hasty() bounds {
	b := defaults
	b.recheck = 5 * time.Millisecond
	return b
}

// rare looks for that never, so that what ends a connection is an event.
func rare() bounds {
	b := defaults
	b.recheck = time.Hour
	return b
}

// answers proves that a connection goes on.
func (c *client) answers() {
	c.t.Helper()
	c.send(fields{"type": "ping"})
	c.await("pong")
}

func isActive(active bool, roles ...user.Role) user.Command {
	return user.Update{Roles: roles, IsActive: active, By: user.All}
}

// S04: what events say of a caller acts at once.
func TestRevocationEndsConnections(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		// byKey: the connection is that of an API key.
		byKey bool
		do    func(*rig, person, string)
		code  int
	}{
		"session revoked": {do: func(r *rig, p person, _ string) {
			require.NoError(r.t, r.gate.Secrets.EndSession(r.t.Context(), p.id, p.session))
			r.command(p.id, user.RevokeSessions{Session: p.session})
		}, code: closeNobody},
		"all sessions revoked": {do: func(r *rig, p person, _ string) {
			require.NoError(r.t, r.gate.Secrets.EndSessions(r.t.Context(), p.id))
			r.command(p.id, user.RevokeSessions{})
		}, code: closeNobody},
		"deactivated":     {do: func(r *rig, p person, _ string) { r.command(p.id, isActive(false, user.Member)) }, code: closeNobody},
		"key deactivated": {byKey: true, do: func(r *rig, p person, _ string) { r.command(p.id, isActive(false, user.Member)) }, code: closeNobody},
		"deleted":         {do: func(r *rig, p person, _ string) { r.command(p.id, user.Delete{}) }, code: closeNobody},
		"key revoked":     {byKey: true, do: func(r *rig, p person, key string) { r.command(p.id, user.RevokeAPIKey{ID: key}) }, code: closeNobody},
		"password reset":  {byKey: true, do: func(r *rig, p person, _ string) { r.command(p.id, user.ResetPassword{By: user.All}) }, code: closeForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := newPeopleRig(t)
			ada, bob := r.signUp(user.Member), r.signUp(user.Member)
			id, key := r.key(ada, 0, user.CampaignsRead)
			f := r.startWith(r.config(0), rare())
			other, mine := connectAs(t, f, bob.token), connectAs(t, f, ada.token)
			if c.byKey {
				mine = connectAs(t, f, key)
			}
			c.do(r, ada, id)
			require.Equal(t, c.code, mine.closed().Code)
			other.answers()
		})
	}
}

// S04: what ends by itself, or elsewhere, is found soon.
func TestWhatEndsWithoutAnEventEndsConnections(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(*rig, person){
		"a session that ended elsewhere": func(r *rig, p person) {
			require.NoError(r.t, r.gate.Secrets.EndSession(r.t.Context(), p.id, p.session))
		},
		// The client sends pings and answers those of the feed all the time.
		"an idle session": func(r *rig, _ person) { r.pass(11 * time.Minute) },
		"an expired key":  func(r *rig, _ person) { r.pass(time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, _ := newPeopleRig(t)
			ada := r.signUp(user.Member)
			_, short := r.key(ada, 20*time.Minute, user.CampaignsRead)
			_, long := r.key(ada, 0, user.CampaignsRead)
			f := r.startWith(r.config(0), hasty())
			bystander, mine := connectAs(t, f, long), connectAs(t, f, ada.token)
			if name == "an expired key" {
				mine = connectAs(t, f, short)
			}
			r.pass(19 * time.Minute)
			mine.answers()
			do(r, ada)
			require.Equal(t, closeNobody, mine.closed().Code)
			bystander.answers()
		})
	}
}

// The access token of the connection has expired; its session goes on.
func TestExpiredAccessTokensEndNothing(t *testing.T) {
	t.Parallel()
	r, _ := newPeopleRig(t)
	ada := r.signUp(user.Member)
	f := r.startWith(r.config(0), rare())
	c := connectAs(t, f, ada.token)
	r.pass(16 * time.Minute)
	_, err := r.gate.Bearer(t.Context(), ada.token)
	require.Error(t, err)
	f.each((*session).reconsider)
	require.NoError(t, f.endSessions(t.Context()))
	c.answers()
}

func TestRightsThatShrink(t *testing.T) {
	t.Parallel()
	r, _ := newPeopleRig(t)
	ada, bob := r.signUp(user.Viewer, user.Member), r.signUp(user.Viewer, user.Member)
	adas, _ := r.campaignOf(ada.id)
	bobs, _ := r.campaignOf(bob.id)
	f := r.startWith(r.config(0), rare())
	everywhere, named, mine := connectAs(t, f, ada.token), connectAs(t, f, ada.token), connectAs(t, f, ada.token)
	everywhere.subscribed("s", fields{"all": true})
	named.subscribed("s", fields{"campaignIds": []string{adas, bobs}})
	mine.subscribed("s", fields{"campaignIds": []string{adas}})
	seen := r.append(campaign.Category, bobs, campaign.Paused{})
	require.Equal(t, []uint64{seen}, everywhere.upTo("s", seen))
	changed := r.command(ada.id, isActive(true, user.Member))
	end := named.closed()
	require.Equal(t, closeForbidden, end.Code)
	require.Equal(t, "a subscription is no longer allowed", end.Text)
	// The directory was asked for named, so that it knows of the others too.
	f.each((*session).reconsider)
	r.append(campaign.Category, bobs, campaign.Resumed{})
	r.names(bobs, 1)
	own := r.append(campaign.Category, adas, campaign.Paused{})
	require.Equal(t, []uint64{changed, own}, everywhere.upTo("s", own), "what is bob's is left out")
	require.Equal(t, []uint64{own}, mine.upTo("s", own))
	everywhere.subscribe("t", fields{"campaignIds": []string{bobs}})
	require.Equal(t, codeNotFound, decode[problem](t, everywhere.await("error")).Code)
}

func TestNamedTypesThatAreNoLongerAllowed(t *testing.T) {
	t.Parallel()
	r, _ := newPeopleRig(t)
	ada := r.signUp(user.Admin)
	f := r.startWith(r.config(0), rare())
	people, campaigns := connectAs(t, f, ada.token), connectAs(t, f, ada.token)
	people.subscribed("s", fields{"types": []string{"user.created", "campaign.*"}})
	campaigns.subscribed("s", fields{"types": []string{"campaign.*"}})
	r.command(ada.id, isActive(true, user.Viewer))
	require.Equal(t, closeForbidden, people.closed().Code)
	campaigns.answers()
}

// What is shown of a moment depends on the rights at the moment of sending.
func TestRightsThatGrow(t *testing.T) {
	t.Parallel()
	r, _ := newPeopleRig(t)
	ada := r.signUp(user.Member)
	id := r.campaign()
	f := r.startWith(r.config(0), rare())
	c := connectAs(t, f, ada.token)
	c.subscribed("s", fields{"types": []string{"campaign.*", "persona.*"}})
	r.append(campaign.Category, id, campaign.Paused{})
	marker := r.marker()
	require.Equal(t, []uint64{marker}, c.upTo("s", marker))
	r.command(ada.id, isActive(true, user.Viewer))
	f.each((*session).reconsider)
	seen := r.append(campaign.Category, id, campaign.Resumed{})
	require.Equal(t, []uint64{seen}, c.upTo("s", seen))
}

// A change in the middle of a replay acts on the rest of it.
func TestRightsThatShrinkDuringAReplay(t *testing.T) {
	t.Parallel()
	r, _ := newPeopleRig(t)
	ada := r.signUp(user.Viewer, user.Member)
	since := r.head()
	id := r.campaign()
	names := r.names(id, 200)
	b := rare()
	b.ringEvents = 1
	f := r.startWith(r.config(0), b)
	c := connectAs(t, f, ada.token)
	c.subscribed("s", fields{"types": []string{"campaign.names_generated", "persona.created"}, "since": since})
	require.Equal(t, names[0], c.next().Sequence)
	r.command(ada.id, isActive(true, user.Member))
	f.each((*session).reconsider)
	marker := r.marker()
	got := c.upTo("s", marker)
	require.Equal(t, names[1:len(got)], got[:len(got)-1], "no hole in what it saw before")
	later := r.names(id, 1)[0]
	last := r.marker()
	require.NotContains(t, c.upTo("s", last), later)
}

func TestSessionsGoOnWhilePostgresIsAway(t *testing.T) {
	t.Parallel()
	r, _ := newPeopleRig(t)
	ada := r.signUp(user.Member)
	f := r.startWith(r.config(0), rare())
	c := connectAs(t, f, ada.token)
	r.pool.Close()
	require.Error(t, f.endSessions(t.Context()))
	c.answers()
	r.command(ada.id, isActive(false, user.Member))
	require.Equal(t, closeNobody, c.closed().Code)
}

// S14: one user takes up so many connections, whichever way they came in.
func TestConnectionsOfAUserAreBounded(t *testing.T) {
	t.Parallel()
	r, _ := newPeopleRig(t)
	ada, bob := r.signUp(user.Member), r.signUp(user.Member)
	_, key := r.key(ada, 0, user.CampaignsRead)
	b := defaults
	b.connections = 2
	f := r.startWith(r.config(0), b)
	first := connectAs(t, f, ada.token)
	connectAs(t, f, key)
	end := dialAs(t, f, 0, ada.token).closed()
	require.Equal(t, closeTooMany, end.Code)
	require.Equal(t, "at most 2 connections", end.Text)
	connectAs(t, f, bob.token)
	first.cut()
	eventually(t, "the connection is gone", func() bool {
		f.mu.Lock()
		defer f.mu.Unlock()
		return f.connections[ada.id] == 1
	})
	connectAs(t, f, ada.token)
}

// What is forgotten of owners is found again.
func TestOwnersAreRemembered(t *testing.T) {
	t.Parallel()
	r, _ := newPeopleRig(t)
	ada := r.signUp(user.Member)
	id, _ := r.campaignOf(ada.id)
	f := r.start()
	c := connectAs(t, f, ada.token)
	c.subscribed("s", fields{"types": []string{"campaign.*"}})
	for range 2 {
		seen := r.append(campaign.Category, id, campaign.Paused{})
		require.Equal(t, []uint64{seen}, c.upTo("s", seen))
		f.owners.mu.Lock()
		clear(f.owners.known)
		f.owners.mu.Unlock()
	}
}
