package live

import (
	"net/http"
	"slices"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/persona"
	"domainflow/domain/pipeline"
	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/eventstore"
)

// campaignOf creates a campaign that belongs to somebody.
func (r *rig) campaignOf(owner string) (id string, sequence uint64) {
	r.t.Helper()
	e := created
	e.OwnerID = owner
	id = newID()
	return id, r.append(campaign.Category, id, e)
}

// marker stores what nearly everybody sees, so that all before it must have
// been sent or left out.
func (r *rig) marker() uint64 {
	r.t.Helper()
	return r.append(persona.Category, newID(), persona.Created{Type: persona.DNS, Profile: persona.Profile{Name: "p", DNS: &persona.DNSConfig{}}})
}

// everything asks for all there is, results included.
var everything = []string{"campaign.*", "pipeline.*", "persona.*", "keyword_set.*", "setting.*", "user.*", "nats_user.*", "role.*", "claim.*"}

// X14: each gets exactly what is theirs to read, from the ring and from the
// log, also of what was deleted.
func TestMessagesGoToWhoMayReadThem(t *testing.T) {
	t.Parallel()
	r, root := newPeopleRig(t)
	ada, bob := r.signUp(user.Member), r.signUp(user.Member)
	viewer, admin := r.signUp(user.Viewer), r.signUp(user.Admin)
	since := r.head()
	adas, adasCreated := r.campaignOf(ada.id)
	bobs, bobsCreated := r.campaignOf(bob.id)
	gone, goneCreated := r.campaignOf(ada.id)
	kinds := map[string][]uint64{
		"ada": {adasCreated, goneCreated, r.append(campaign.Category, gone, campaign.Cancelled{}), r.append(campaign.Category, gone, campaign.Deleted{}),
			r.append(pipeline.Category, newID(), pipeline.Created{Name: "p", Mode: pipeline.StepByStep, OwnerID: ada.id, Steps: []string{adas}})},
		"bob": {bobsCreated, r.append(campaign.Category, bobs, campaign.Paused{})},
		// Nobody is the nil UUID.
		"nobody":   {r.append(campaign.Category, r.campaign(), campaign.Paused{}) - 1, r.head()},
		"keywords": {r.append(keywordset.Category, newID(), keywordset.Created{Set: keywordset.Set{Name: "k"}})},
		"settings": {r.append(setting.Category, string(setting.SectionRateLimit), setting.Changed{
			Section: setting.SectionRateLimit, ChangedFields: []string{"burst"}, Values: setting.Values{RateLimit: &setting.RateLimit{Burst: 5}}})},
		"users": {r.command(viewer.id, user.RevokeSessions{Session: newID()})},
		"nats": {r.append(natsuser.Category, newID(), natsuser.Created{
			User: natsuser.User{Name: "n", Subjects: []string{"domainflow.campaign.>"}, PublicKey: "UA"}})},
	}
	adasNames, bobsNames := r.names(adas, 3), r.names(bobs, 3)
	last := r.marker()
	kinds["marker"] = []uint64{last}
	_, scoped := r.key(ada, 0, user.PersonasRead, user.KeywordsRead)
	_, reading := r.key(ada, 0, user.PersonasRead, user.CampaignsRead, user.CampaignsReadAll)
	small := defaults
	small.ringEvents = 1
	for from, b := range map[string]bounds{"ring": defaults, "log": small} {
		f := r.startWith(r.config(0), b)
		if from == "ring" {
			f.ring.reset(since)
			fillFromLog(t, r, f)
		}
		for name, c := range map[string]struct {
			credential string
			kinds      []string
			names      []uint64
		}{
			"member":         {ada.token, []string{"ada", "keywords", "marker"}, adasNames},
			"another member": {bob.token, []string{"bob", "keywords", "marker"}, bobsNames},
			// The user that is told of is the viewer.
			"viewer":               {viewer.token, []string{"ada", "bob", "nobody", "keywords", "users", "marker"}, slices.Concat(adasNames, bobsNames)},
			"admin":                {admin.token, []string{"ada", "bob", "nobody", "keywords", "users", "marker"}, slices.Concat(adasNames, bobsNames)},
			"super_admin":          {root.token, []string{"ada", "bob", "nobody", "keywords", "settings", "users", "nats", "marker"}, slices.Concat(adasNames, bobsNames)},
			"key without campaign": {scoped, []string{"keywords", "marker"}, nil},
			// A scope gives nothing that the owner lacks.
			"key of a member": {reading, []string{"ada", "marker"}, adasNames},
		} {
			t.Run(from+"/"+name, func(t *testing.T) {
				want := []uint64{}
				for _, k := range c.kinds {
					want = append(want, kinds[k]...)
				}
				slices.Sort(want)
				client := connectAs(t, f, c.credential)
				client.subscribed("s", fields{"all": true, "since": since})
				require.Equal(t, want, client.upTo("s", last))
				results := connectAs(t, f, c.credential)
				types := []string{"persona.created"}
				if c.names != nil {
					types = append(types, "campaign.names_generated")
				}
				results.subscribed("s", fields{"types": types, "since": since})
				require.Equal(t, append(slices.Clone(c.names), last), results.upTo("s", last))
			})
		}
	}
}

func TestWhatCannotBeReadCannotBeSubscribed(t *testing.T) {
	t.Parallel()
	r, root := newPeopleRig(t)
	ada, bob := r.signUp(user.Member), r.signUp(user.Member)
	mine, _ := r.campaignOf(ada.id)
	deleted, _ := r.campaignOf(ada.id)
	r.append(campaign.Category, deleted, campaign.Deleted{})
	f := r.start()
	c := connectAs(t, f, bob.token)
	refused := func(f fields) problem {
		t.Helper()
		c.subscribe("s", f)
		m := c.next()
		require.Equal(t, "error", m.Type, "%s", m.Data)
		return decode[problem](t, m)
	}
	unknown := refused(fields{"campaignIds": []string{newID()}})
	require.Equal(t, codeNotFound, unknown.Code)
	own, _ := r.campaignOf(bob.id)
	for name, asked := range map[string]fields{
		"others'":              {"campaignIds": []string{mine}},
		"others' deleted":      {"campaignIds": []string{deleted}},
		"one of several":       {"campaignIds": []string{own, mine}},
		"with all":             {"campaignIds": []string{mine}, "all": true},
		"beyond the log":       {"campaignIds": []string{mine}, "since": 1 << 40},
		"since something else": {"campaignIds": []string{mine}, "since": "x"},
	} {
		require.Equal(t, unknown, refused(asked), name)
	}
	for _, kind := range []string{"user.*", "user.created", "setting.changed", "nats_user.*"} {
		require.Equal(t, codeForbidden, refused(fields{"types": []string{"campaign.*", kind}}).Code, kind)
	}
	c.subscribed("own", fields{"campaignIds": []string{own}, "types": everything[:2]})
	for _, reader := range []person{ada, root} {
		connectAs(t, f, reader.token).subscribed("s", fields{"campaignIds": []string{mine, deleted}})
	}
	_, key := r.key(ada, 0, user.EventsRead)
	c = connectAs(t, f, key)
	require.Equal(t, unknown, refused(fields{"campaignIds": []string{mine}}), "the owner's key without campaigns:read")
	require.Equal(t, codeForbidden, refused(fields{"types": []string{"campaign.progress"}}).Code)
}

// Whoever is told that their account has changed finds it so at once.
func TestPeopleAreToldOfTheirOwnAccount(t *testing.T) {
	t.Parallel()
	r, _ := newPeopleRig(t)
	ada, bob := r.signUp(user.Viewer), r.signUp(user.Viewer)
	_, key := r.key(ada, 0, user.PersonasRead)
	f := r.startWith(r.config(0), rare())
	page, program, other := connectAs(t, f, ada.token), connectAs(t, f, key), connectAs(t, f, bob.token)
	for _, c := range []*client{page, program, other} {
		c.subscribed("s", fields{"all": true})
	}
	m := eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "test", Kind: "system"}, Time: r.time()}
	out, err := r.users.Do(t.Context(), m, ada.id, isActive(true, user.Admin))
	require.NoError(t, err)
	told := page.await("user.updated")
	require.Equal(t, out.Sequence, told.Sequence)
	require.Equal(t, userData{ada.id}, decode[userData](t, told))
	now, err := r.gate.Bearer(t.Context(), ada.token)
	require.NoError(t, err)
	require.True(t, now.May(user.UsersManage))
	marker := r.marker()
	require.Equal(t, []uint64{marker}, other.upTo("s", marker))
	require.Equal(t, []uint64{marker}, program.upTo("s", marker), "keys are no people")
}

func TestProgressGoesToWhoMayReadTheCampaign(t *testing.T) {
	t.Parallel()
	r, _ := newPeopleRig(t)
	ada, bob := r.signUp(user.Member), r.signUp(user.Member)
	f, _ := r.startWithProgress()
	adas, _ := r.campaignOf(ada.id)
	bobs, _ := r.campaignOf(bob.id)
	watch := func(p person) *client {
		c := connectAs(t, f, p.token)
		c.subscribed("s", fields{"types": []string{progressType}})
		c.await("caught_up")
		return c
	}
	theirs, ours := watch(ada), watch(bob)
	r.append(campaign.Category, adas, campaign.Paused{})
	require.Equal(t, adas, theirs.await(progressType).CampaignID)
	// Versions grow: that of adas comes before whatever is said of bobs now.
	r.append(campaign.Category, bobs, campaign.Paused{})
	require.Equal(t, bobs, ours.await(progressType).CampaignID, "and nothing of somebody else's before")
}

func TestUserIsAcknowledged(t *testing.T) {
	t.Parallel()
	r, _ := newPeopleRig(t)
	ada := r.signUp(user.Member)
	_, key := r.key(ada, 0, user.EventsRead)
	f := r.start()
	for _, credential := range []string{ada.token, key} {
		c := dialAs(t, f, 0, credential)
		require.Equal(t, ada.id, decode[connectionAck](t, c.next()).UserID)
	}
}

func TestNobodyIsLetIn(t *testing.T) {
	t.Parallel()
	r, _ := newPeopleRig(t)
	f := r.start()
	for _, header := range []string{"Bearer ", "Bearer nobody's"} {
		status, _ := get(t, f, func(h http.Header) { h.Set("Authorization", header) })
		require.Equal(t, http.StatusUnauthorized, status)
	}
}
