package live

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/persona"
	"domainflow/domain/pipeline"
	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/eventstore"
)

var update = flag.Bool("update", false, "write the golden files that are missing")

var moment = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func resolved() campaign.NamesResolved {
	var e campaign.NamesResolved
	e.Add(campaign.DNSResult{
		Ordinal: 7, Name: "xab.com", Status: campaign.DNSResolved, RCode: "NOERROR", Resolver: "udp://9.9.9.9:53", Transport: "udp",
		PersonaID: "p1", Attempts: 2, Duration: 31 * time.Millisecond, CheckedAt: moment,
		Records: &campaign.Records{A: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, AAAA: []netip.Addr{netip.MustParseAddr("2001:db8::1")}},
	})
	e.Add(campaign.DNSResult{Ordinal: 3, Name: "xba.com", Status: campaign.DNSTimeout, PersonaID: "p2", Attempts: 1, CheckedAt: moment})
	return e
}

var pages = campaign.PagesChecked{Pages: []campaign.PageResult{
	{Ordinal: 7, Name: "xab.com", Status: campaign.HTTPMatch, StatusCode: 200, Title: "Buy <now>", PersonaID: "p1", Attempts: 1, DurationMs: 120,
		CheckedAt: moment, Matches: []campaign.Match{{Pattern: "buy"}, {Pattern: "now"}}},
	{Ordinal: 3, Name: "xba.com", Status: campaign.HTTPTimeout, PersonaID: "p1", Attempts: 2, CheckedAt: moment, ErrorCode: "TIMEOUT"},
}}

// TestGoldens holds what clients get for every type of event, as it came over
// a connection. What differs from run to run is replaced by its kind.
func TestGoldens(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	f := r.start()
	c := connect(t, f)
	c.subscribed("s", fields{"all": true, "types": []string{"campaign.*", "persona.*", "keyword_set.*", "pipeline.*", "nats_user.*", "setting.*", "user.*"}})
	c.await("caught_up")
	generation, dns, profile, set, list, line, reader, person := newID(), newID(), newID(), newID(), newID(), newID(), newID(), newID()
	profileOf := func(name string) persona.Profile { return persona.Profile{Name: name, DNS: &persona.DNSConfig{}} }
	follower := campaign.Created{CampaignType: campaign.DNS, Name: "dns", OwnerID: created.OwnerID, SourceCampaignID: generation,
		Params: campaign.Params{DNS: &campaign.DNSParams{SourceCampaignID: generation}}}
	offset, name := domain.BigOf(1_000_000_000_001), "renamed"
	listed := campaign.Created{CampaignType: campaign.List, Name: "list", OwnerID: created.OwnerID, PipelineID: line,
		Params: campaign.Params{List: &campaign.ListParams{Format: campaign.ListText}}}
	events := []struct {
		name, category, id string
		event              domain.Event
	}{
		{"campaign.created", campaign.Category, generation, created},
		{"campaign.created.dns", campaign.Category, dns, follower},
		{"campaign.started", campaign.Category, generation, startedWith(3)},
		{"campaign.started.dns", campaign.Category, dns, campaign.Started{}},
		{"campaign.paused", campaign.Category, generation, campaign.Paused{Reason: "resolver complains"}},
		{"campaign.resumed", campaign.Category, generation, campaign.Resumed{}},
		{"campaign.cancelled", campaign.Category, dns, campaign.Cancelled{Reason: "wrong word"}},
		{"campaign.names_generated", campaign.Category, generation, campaign.NamesGenerated{
			FirstOrdinal: 1, FirstOffset: &offset, Names: []string{"xab.com", "xba.com"}, Skipped: []int{1}}},
		{"campaign.names_resolved", campaign.Category, dns, resolved()},
		{"campaign.pages_checked", campaign.Category, dns, pages},
		{"campaign.pages_checked.empty", campaign.Category, dns, campaign.PagesChecked{}},
		{"campaign.completed", campaign.Category, generation, campaign.Completed{
			CompletionReason: campaign.AllDone, Units: 1, Counts: domain.Counts{campaign.NameGenerated: 2, campaign.NameSkippedInvalid: 1}, TotalItems: 3}},
		{"persona.created", persona.Category, profile, persona.Created{Type: persona.DNS, Profile: profileOf("p")}},
		{"persona.updated", persona.Category, profile, persona.Updated{Profile: profileOf("q")}},
		{"persona.deleted", persona.Category, profile, persona.Deleted{}},
		{"keyword_set.created", keywordset.Category, set, keywordset.Created{Set: keywordset.Set{Name: "k"}}},
		{"keyword_set.updated", keywordset.Category, set, keywordset.Updated{Set: keywordset.Set{Name: "l"}}},
		{"keyword_set.deleted", keywordset.Category, set, keywordset.Deleted{}},
		{"campaign.created.list", campaign.Category, list, listed},
		{"campaign.names_generated.list", campaign.Category, list, campaign.NamesGenerated{Names: []string{"xab.com"}, Lines: []int64{7}}},
		{"campaign.renamed", campaign.Category, list, campaign.Renamed{Name: &name}},
		{"campaign.failed", campaign.Category, list, campaign.Failed{ErrorCode: "UPLOAD_INCOMPLETE", ErrorMessage: "it broke off"}},
		{"campaign.deleted", campaign.Category, list, campaign.Deleted{}},
		{"pipeline.created", pipeline.Category, line, pipeline.Created{
			Name: "all", Description: "d", Mode: pipeline.StepByStep, OwnerID: created.OwnerID, Steps: []string{generation, dns}}},
		{"nats_user.created", natsuser.Category, reader, natsuser.Created{
			User: natsuser.User{Name: "n", Subjects: []string{"domainflow.campaign.>"}, PublicKey: "UA"}}},
		{"nats_user.revoked", natsuser.Category, reader, natsuser.Revoked{}},
		{"setting.changed", setting.Category, string(setting.SectionRateLimit), setting.Changed{
			Section: setting.SectionRateLimit, ChangedFields: []string{"burst"}, Values: setting.Values{RateLimit: &setting.RateLimit{Burst: 5}}}},
		{"user.created", user.Category, person, user.Created{Roles: []user.Role{user.Viewer}}},
		{"user.api_key_created", user.Category, person, user.APIKeyCreated{APIKey: user.APIKey{ID: "k", Prefix: "abcdefgh", Scopes: []user.Permission{user.EventsRead}}}},
		{"user.sessions_revoked", user.Category, person, user.SessionsRevoked{SessionID: "s"}},
	}
	ids := map[string]string{list: "LIST", line: "PIPELINE", generation: "GENERATION", dns: "DNS", profile: "PERSONA", set: "SET", reader: "USER", person: "PERSON"}
	for i, e := range events {
		switch e.event.EventType() {
		case "names_generated", "names_resolved", "pages_checked":
			ref := eventstore.Ref{Category: e.category, ID: e.id}
			_, err := r.store.AppendPart(t.Context(), meta(), ref, eventstore.Part{Unit: fmt.Sprint(i), Last: true}, e.event, nil)
			require.NoError(t, err)
		default:
			r.append(e.category, e.id, e.event)
		}
		_, frame, err := c.conn.ReadMessage()
		require.NoError(t, err)
		golden(t, e.name, ids, frame)
		require.Equal(t, frame, replayed(t, r, f, frame), "a replay gives the same")
	}
}

// replayed is the frame of the same event by the way of the log.
func replayed(t *testing.T, r *rig, f *running, frame []byte) []byte {
	t.Helper()
	var m message
	require.NoError(t, json.Unmarshal(frame, &m))
	event, err := r.store.AtSequence(t.Context(), m.Sequence)
	require.NoError(t, err)
	body, err := f.render(t.Context(), event)
	require.NoError(t, err)
	return withSubscription(body, "s")
}

var varying = regexp.MustCompile(`"(timestamp|startedAt)": "[0-9-]+T[0-9:]+\.[0-9]{3}Z"|"(durationSeconds)": [0-9.]+`)

func golden(t *testing.T, name string, ids map[string]string, frame []byte) {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, json.Indent(&out, frame, "", "  "))
	text := varying.ReplaceAll(out.Bytes(), []byte(`"$1$2": "VARIES"`))
	for id, kind := range ids {
		text = bytes.ReplaceAll(text, []byte(id), []byte(kind))
	}
	text = append(text, '\n')
	file := filepath.Join("testdata", "messages", name+".json")
	want, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) && *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, text, 0o600))
		return
	}
	require.NoError(t, err, "go test -update writes what is missing")
	require.Equal(t, string(want), string(text))
}

func TestEventsOfNewerPrograms(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1)
	f := r.start()
	old, err := eventstore.NewRegistry(map[string][]domain.Event{campaign.Category: {campaign.Created{}}})
	require.NoError(t, err)
	config := r.config(0)
	config.Store, err = eventstore.Open(t.Context(), r.servers.Conns[0], eventstore.Config{Registry: old})
	require.NoError(t, err)
	older := r.startWith(config, defaults)
	id := r.campaign()
	for _, feed := range []*running{f, older} {
		c := connect(t, feed)
		c.subscribed("s", fields{"campaignIds": []string{id}, "since": 0})
		require.Equal(t, "campaign.created", c.next().Type)
	}
	c := connect(t, older)
	c.subscribed("s", fields{"campaignIds": []string{id}})
	r.append(campaign.Category, id, campaign.Paused{Reason: "r"})
	m := c.await("campaign.paused")
	require.JSONEq(t, `{"reason":"r"}`, string(m.Data), "as it is stored")
}
