package live

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/time/rate"

	"domainflow/domain/campaign"
	"domainflow/domain/claim"
	"domainflow/domain/persona"
)

func TestSelections(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	mine, other := r.campaign(), r.campaign()
	profile := persona.Created{Type: persona.DNS, Profile: persona.Profile{Name: "p", DNS: &persona.DNSConfig{}}}
	sequences := map[string]uint64{
		"mine.paused":   r.append(campaign.Category, mine, campaign.Paused{}),
		"mine.names":    r.names(mine, 1)[0],
		"other.paused":  r.append(campaign.Category, other, campaign.Paused{}),
		"other.names":   r.names(other, 1)[0],
		"claim":         r.append(claim.Category, newID(), claim.Taken{}),
		"persona":       r.append(persona.Category, newID(), profile),
		"mine.resumed":  r.append(campaign.Category, mine, campaign.Resumed{}),
		"other.resumed": r.append(campaign.Category, other, campaign.Resumed{}),
	}
	last := r.append(campaign.Category, mine, campaign.Cancelled{})
	cases := map[string]struct {
		fields fields
		want   []string
	}{
		"campaign":          {fields{"campaignIds": []string{mine}}, []string{"mine.paused", "mine.names", "mine.resumed"}},
		"campaigns":         {fields{"campaignIds": []string{mine, other}}, []string{"mine.paused", "mine.names", "other.paused", "other.names", "mine.resumed", "other.resumed"}},
		"exact type":        {fields{"types": []string{"campaign.paused", "campaign.cancelled"}}, []string{"mine.paused", "other.paused"}},
		"results by name":   {fields{"types": []string{"campaign.names_generated", "campaign.cancelled"}}, []string{"mine.names", "other.names"}},
		"category":          {fields{"types": []string{"campaign.*", "campaign.paused"}}, []string{"mine.paused", "mine.names", "other.paused", "other.names", "mine.resumed", "other.resumed"}},
		"two categories":    {fields{"types": []string{"persona.*", "campaign.cancelled"}}, []string{"persona"}},
		"both narrow":       {fields{"campaignIds": []string{mine}, "types": []string{"campaign.resumed", "campaign.cancelled"}}, []string{"mine.resumed"}},
		"all":               {fields{"all": true}, []string{"mine.paused", "other.paused", "persona", "mine.resumed", "other.resumed"}},
		"all with results":  {fields{"all": true, "types": []string{"campaign.names_generated", "campaign.cancelled"}}, []string{"mine.names", "other.names"}},
		"no bookkeeping":    {fields{"types": []string{"claim.*", "pattern.*", "campaign.cancelled"}}, nil},
		"all of a campaign": {fields{"all": true, "campaignIds": []string{mine}}, []string{"mine.paused", "mine.names", "mine.resumed"}},
	}
	small := defaults
	small.ringEvents = 1
	for name, b := range map[string]bounds{"from the ring": defaults, "from the log": small} {
		f := r.startWith(r.config(0), b)
		if name == "from the ring" {
			f.ring.reset(0)
			fillFromLog(t, r, f)
		}
		for what, c := range cases {
			t.Run(name+"/"+what, func(t *testing.T) {
				client := connect(t, f)
				asked := fields{"since": 2}
				for k, v := range c.fields {
					asked[k] = v
				}
				client.subscribed("s", asked)
				want := []uint64{}
				for _, w := range c.want {
					want = append(want, sequences[w])
				}
				require.ElementsMatch(t, append(want, last), client.upTo("s", last))
			})
		}
	}
}

func TestSince(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	id := r.campaign()
	before := r.names(id, 5)
	f := r.start()
	c := connect(t, f)
	head := before[4]

	require.Equal(t, subscribed{ID: "now", Since: head, HeadSequence: head}, c.subscribed("now", fields{"campaignIds": []string{id}, "since": "now"}))
	require.Equal(t, caughtUp{ID: "now", Sequence: head}, decode[caughtUp](t, c.await("caught_up")))
	require.Equal(t, subscribed{ID: "default", Since: head, HeadSequence: head}, c.subscribed("default", fields{"campaignIds": []string{id}}))
	require.Equal(t, "default", decode[caughtUp](t, c.await("caught_up")).ID)
	require.Equal(t, subscribed{ID: "2", Since: before[1], HeadSequence: head}, c.subscribed("2", fields{"campaignIds": []string{id}, "since": before[1]}))
	require.Equal(t, before[2:], c.upTo("2", head))
	require.Equal(t, caughtUp{ID: "2", Sequence: head}, decode[caughtUp](t, c.next()))

	c.subscribe("beyond", fields{"all": true, "since": head + 1})
	m := c.next()
	require.Equal(t, "resync_required", m.Type)
	require.Equal(t, resync{ID: "beyond", Reason: "ahead_of_log", ResumeFrom: head}, decode[resync](t, m))

	live := r.names(id, 1)[0]
	got := map[string]uint64{}
	for range 3 {
		m := c.next()
		got[m.SubscriptionID] = m.Sequence
	}
	require.Equal(t, map[string]uint64{"now": live, "default": live, "2": live}, got)
}

func TestRequestsThatAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	id := r.campaign()
	f := r.start()
	for name, c := range map[string]struct {
		frame fields
		code  string
		text  string
	}{
		"no selection":     {fields{"type": "subscribe", "id": "s"}, codeValidation, "one of"},
		"no id":            {fields{"type": "subscribe", "all": true}, codeValidation, "id"},
		"no campaign id":   {fields{"type": "subscribe", "id": "s", "campaignIds": []string{id, "x"}}, codeValidation, "campaignIds[1]"},
		"other spelling":   {fields{"type": "subscribe", "id": "s", "campaignIds": []string{"{" + id + "}"}}, codeValidation, "campaignIds[0]"},
		"no type":          {fields{"type": "subscribe", "id": "s", "types": []string{"campaign"}}, codeValidation, "types[0]"},
		"a part of a type": {fields{"type": "subscribe", "id": "s", "types": []string{"campaign.names_*"}}, codeValidation, "types[0]"},
		"a NATS wildcard":  {fields{"type": "subscribe", "id": "s", "types": []string{">.*"}}, codeValidation, "types[0]"},
		"since a word":     {fields{"type": "subscribe", "id": "s", "all": true, "since": "then"}, codeValidation, "since"},
		"since negative":   {fields{"type": "subscribe", "id": "s", "all": true, "since": -1}, codeValidation, "since"},
		"wrong type":       {fields{"type": "subscribe", "id": "s", "campaignIds": 5}, codeValidation, "campaignIds"},
		"unknown member":   {fields{"type": "subscribe", "id": "s", "all": true, "campaignId": id}, codeValidation, "member"},
		"unknown campaign": {fields{"type": "subscribe", "id": "s", "campaignIds": []string{id, newID()}}, codeNotFound, "campaign"},
		"unsubscribe none": {fields{"type": "unsubscribe"}, codeValidation, "id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := connect(t, f)
			client.send(c.frame)
			m := client.next()
			require.Equal(t, "error", m.Type, "%s", m.Data)
			p := decode[problem](t, m)
			require.Equal(t, c.code, p.Code)
			require.Contains(t, p.Message, c.text)
			if c.frame["id"] != nil {
				require.Equal(t, "s", p.ID)
			}
			client.subscribed("s", fields{"campaignIds": []string{id}})
		})
	}
}

func TestIDsOfSubscriptionsAreUnique(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	id := r.campaign()
	c := connect(t, r.start())
	c.subscribed("s", fields{"campaignIds": []string{id}})
	c.await("caught_up")
	c.subscribe("s", fields{"all": true, "since": 0})
	m := c.next()
	require.Equal(t, problem{ID: "s", Code: codeInUse, Message: decode[problem](t, m).Message}, decode[problem](t, m))
	next := r.names(id, 1)[0]
	require.Equal(t, next, c.next().Sequence, "the first subscription goes on as it was")
}

func TestNothingFollowsUnsubscribed(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	id := r.campaign()
	r.names(id, 300)
	small := defaults
	small.ringEvents = 10
	f := r.startWith(r.config(0), small)
	c := connect(t, f)
	for i := range 20 {
		// In the replay and live alike; some events are on their way already.
		gone := fmt.Sprintf("gone%d", i)
		c.subscribed(gone, fields{"campaignIds": []string{id}, "since": 0})
		c.send(fields{"type": "unsubscribe", "id": gone})
		require.Equal(t, unsubscribed{ID: gone}, decode[unsubscribed](t, c.await("unsubscribed")))
		c.session(f).frames.SetBurst(1000)
		c.subscribed("stays", fields{"campaignIds": []string{id}})
		c.session(f).frames.SetLimit(rate.Inf)
		last := r.names(id, 3)[2]
		for m := c.next(); m.Sequence != last; m = c.next() {
			require.NotEqual(t, gone, m.SubscriptionID)
		}
		c.send(fields{"type": "unsubscribe", "id": "stays"})
		c.await("unsubscribed")
	}
	eventually(t, "replays of ended subscriptions give up their places", func() bool { return f.sweepsRunning() == 0 })
}

// session is the other side of the only connection.
func (c *client) session(f *running) *session {
	c.t.Helper()
	var found *session
	f.each(func(s *session) { found = s })
	require.NotNil(c.t, found)
	return found
}

func TestLimitsOfAConnection(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	f := r.start()
	t.Run("subscriptions", func(t *testing.T) {
		c := connect(t, f)
		c.session(f).frames.SetLimit(rate.Inf)
		for i := range maxSubscriptions {
			c.subscribe(fmt.Sprint(i), fields{"all": true})
		}
		for answers := 0; answers < maxSubscriptions; {
			if c.next().Type == "subscribed" {
				answers++
			}
		}
		c.subscribe("one more", fields{"all": true})
		require.Equal(t, closeTooMany, c.closed().Code)
	})
	t.Run("campaigns", func(t *testing.T) {
		eventually(t, "the other is gone", func() bool { return f.melody.Len() == 0 })
		c := connect(t, f)
		id := r.campaign()
		c.session(f).frames.SetLimit(rate.Inf)
		c.subscribed("one", fields{"campaignIds": []string{id}})
		many := make([]string, maxCampaigns)
		for i := range many {
			many[i] = newID()
		}
		c.subscribe("too many", fields{"campaignIds": many})
		require.Equal(t, closeTooMany, c.closed().Code)
	})
	t.Run("a thousand campaigns", func(t *testing.T) {
		c := connect(t, f)
		many := make([]string, 500)
		for i := range many {
			many[i] = r.campaign()
		}
		c.subscribed("many", fields{"campaignIds": many, "since": 0})
		last := r.names(many[499], 1)[0]
		require.Len(t, c.upTo("many", last), 501)
	})
}

// fillFromLog puts the whole log into the ring of a feed.
func fillFromLog(t *testing.T, r *rig, f *running) {
	t.Helper()
	for sequence := range r.head() {
		event, err := r.store.AtSequence(t.Context(), sequence+1)
		require.NoError(t, err)
		e, err := f.enclose(t.Context(), event)
		require.NoError(t, err)
		f.ring.push(e)
	}
}
