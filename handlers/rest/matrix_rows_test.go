package rest_test

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/pipeline"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/internal/secrets"
)

// row is how an operation is asked in the table of all.
type row struct {
	// ok is the status for who may.
	ok int
	// object makes what the request is about, of an owner, and gives its id. nil:
	// of everybody, as personas are. path is the parameter of the path where that
	// is another.
	object func(owner string) string
	path   func() string
	// body and query have {object} for its id, and {new} for a name that nothing has.
	body, query, media string
	// lists: the answer has the object or not, and always succeeds.
	lists bool
	// refers: the object is not that of the path, and a wrong field where it may
	// not be seen.
	refers bool
	// audited: who may read audits sees it, whoever owns it.
	audited bool
	// personal: only the owner sees it. session: keys have no part in it.
	personal, session bool
}

// unseen is the status for who may not see the object.
func (r row) unseen() int {
	switch {
	case r.lists:
		return r.ok
	case r.refers:
		return http.StatusUnprocessableEntity
	}
	return http.StatusNotFound
}

// readable says whether somebody may see the object.
func (r row) readable(who caller, own bool) bool {
	return own || !r.personal && who.may.Has(user.CampaignsReadAll) || r.audited && who.may.Has(user.AuditRead)
}

func (r row) inPath(object string) string {
	if r.path != nil {
		return r.path()
	}
	return object
}

func (r row) sends(object string) string {
	return strings.NewReplacer("{object}", object, "{new}", newID()).Replace(r.body)
}

// rows is the table: one row for each operation.
func (r *rig) rows() map[string]row {
	ids := r.references()
	table := map[string]row{}
	r.campaignRows(table, ids)
	r.pipelineRows(table, ids)
	r.sharedRows(table)
	r.peopleRows(table)
	public := row{ok: http.StatusOK}
	for _, id := range []string{"health", "health-live", "health-ready", "ping", "openapi-json", "openapi-yaml"} {
		table[id] = public
	}
	return table
}

func (r *rig) campaignRows(table map[string]row, ids references) {
	const ok, created = http.StatusOK, http.StatusCreated
	list := func(owner string) string { return r.owned(owner, campaign.Started{}) }
	idle := func(owner string) string { return r.owned(owner) }
	dns := func(owner string) string { return r.follower(owner, ids, campaign.DNS) }
	pages := func(owner string) string { return r.follower(owner, ids, campaign.HTTP) }

	table["list-campaigns"] = row{ok: ok, object: list, lists: true, query: "?limit=1000"}
	table["get-campaign"] = row{ok: ok, object: list}
	table["rename-campaign"] = row{ok: ok, object: list, body: `{"name":"renamed"}`}
	table["delete-campaign"] = row{ok: http.StatusNoContent, object: idle}
	for _, verb := range []string{"start", "pause", "resume", "cancel"} {
		table[verb+"-campaign"] = row{ok: ok, object: list, body: `{}`}
	}
	table["list-generated-domains"] = row{ok: ok, object: list}
	table["list-dns-results"] = row{ok: ok, object: dns}
	table["list-http-results"] = row{ok: ok, object: pages}
	table["export-results"] = row{ok: ok, object: list, query: "?format=ndjson"}
	table["compare-campaigns"] = row{ok: ok, object: dns, query: "?with={object}"}

	table["create-generation"] = row{ok: created, body: asJSON(r.t, generation(nil))}
	table["create-list"] = row{ok: created, body: "example.com\n", media: "text/plain", query: "?name=list"}
	table["create-dns-validation"] = row{ok: created, object: list, refers: true, body: asJSON(r.t, object{
		"name": "d", "sourceCampaignId": "{object}", "personaIds": []string{ids.dns}})}
	table["create-http-keyword-validation"] = row{ok: created, object: dns, refers: true, body: asJSON(r.t, object{
		"name": "h", "sourceCampaignId": "{object}", "personaIds": []string{ids.browser}, "adHocKeywords": []string{"shop"}})}
	table["preview-pattern"] = row{ok: ok, body: asJSON(r.t, object{"domainGenerationParams": changed(generation(nil), object{"name": nil})})}

	event := func(owner string) string { return strconv.FormatUint(r.firstOf(list(owner)), 10) }
	table["list-events"] = row{ok: ok, object: list, lists: true, audited: true, query: "?order=desc&limit=1000"}
	table["get-event"] = row{ok: ok, object: event, audited: true}
}

func (r *rig) pipelineRows(table map[string]row, ids references) {
	line := func(owner string) string { return r.line(owner, ids) }
	table["list-pipelines"] = row{ok: http.StatusOK, object: line, lists: true, query: "?limit=1000"}
	table["get-pipeline"] = row{ok: http.StatusOK, object: line}
	table["list-pipeline-domains"] = row{ok: http.StatusOK, object: line}
	for _, verb := range []string{"start", "pause", "resume", "cancel"} {
		table[verb+"-pipeline"] = row{ok: http.StatusOK, object: line, body: `{}`}
	}
	table["create-pipeline"] = row{ok: http.StatusCreated, refers: true,
		object: func(owner string) string { return r.owned(owner, campaign.Started{}) },
		body:   asJSON(r.t, pipelineBody(ids, object{"domainGenerationParams": nil, "sourceListCampaignId": "{object}"}))}
}

// sharedRows are of what is the team's, and of the program.
func (r *rig) sharedRows(table map[string]row) {
	shared := func(id, list, path string, body func(object) object) {
		fresh := func() string { return r.create(path, body(object{"name": newID()})) }
		if !strings.HasSuffix(id, "nats-user") {
			table["get-"+id] = row{ok: http.StatusOK, path: fresh}
			table["update-"+id] = row{ok: http.StatusOK, path: fresh, body: asJSON(r.t, body(object{"name": "{new}"}))}
			table["delete-"+id] = row{ok: http.StatusNoContent, path: fresh}
		}
		table["create-"+id] = row{ok: http.StatusCreated, body: asJSON(r.t, body(object{"name": "{new}"}))}
		table[list] = row{ok: http.StatusOK}
	}
	shared("dns-persona", "list-dns-personas", dnsPersonas, dnsPersona)
	shared("http-persona", "list-http-personas", httpPersonas, httpPersona)
	shared("keyword-set", "list-keyword-sets", keywordSetsPath, keywordSet)
	natsUser := func(changes object) object { return changed(object{}, changes) }
	shared("nats-user", "list-nats-users", natsUsersPath, natsUser)
	table["revoke-nats-user"] = row{ok: http.StatusNoContent, path: func() string { return r.create(natsUsersPath, object{"name": newID()}) }}
	table["list-personas"] = row{ok: http.StatusOK}
	table["get-persona"] = row{ok: http.StatusOK, path: func() string { return r.create(dnsPersonas, dnsPersona(object{"name": newID()})) }}
	for _, section := range []string{"server", "rate-limit", "logging", "auth", "worker"} {
		table["get-config-"+section] = row{ok: http.StatusOK}
		table["update-config-"+section] = row{ok: http.StatusOK, body: `{}`}
	}
	table["get-config"] = row{ok: http.StatusOK}
	table["get-system"] = row{ok: http.StatusOK}
	table["rebuild"] = row{ok: http.StatusAccepted}
}

// owned is a list of somebody.
func (r *rig) owned(owner string, then ...domain.Event) string {
	return r.record(campaign.Category, append([]domain.Event{campaign.Created{
		CampaignType: campaign.List, Name: "list", OwnerID: owner, Params: campaign.Params{List: &campaign.ListParams{Format: campaign.ListText}},
	}}, then...)...)
}

// follower is a campaign of somebody that follows one of the references.
func (r *rig) follower(owner string, ids references, kind campaign.Type) string {
	params, source := campaign.Params{DNS: &campaign.DNSParams{SourceCampaignID: ids.names, PersonaIDs: []string{ids.dns}}}, ids.names
	if kind == campaign.HTTP {
		params = campaign.Params{HTTP: &campaign.HTTPParams{SourceCampaignID: ids.resolved, PersonaIDs: []string{ids.browser}}}
		source = ids.resolved
	}
	return r.record(campaign.Category, campaign.Created{
		CampaignType: kind, Name: "follower", OwnerID: owner, SourceCampaignID: source, Params: params,
	})
}

// line is a pipeline of somebody, which has steps to start and to stop.
func (r *rig) line(owner string, ids references) string {
	return r.lineOf(owner, r.owned(owner, campaign.Started{}), r.follower(owner, ids, campaign.DNS))
}

func (r *rig) lineOf(owner string, steps ...string) string {
	return r.record(pipeline.Category, pipeline.Created{Name: "line", Mode: pipeline.StepByStep, OwnerID: owner, Steps: steps})
}

// record stores events of something new, whoever may.
func (r *rig) record(category string, events ...domain.Event) string {
	r.t.Helper()
	asGiven := domain.Decider[int, []domain.Event, domain.Event]{
		Decide: func(_ int, events []domain.Event) ([]domain.Event, error) { return events, nil },
		Evolve: func(n int, _ domain.Event) int { return n + 1 },
	}
	m := eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "test", Kind: "system"}, Time: time.Now().UTC()}
	id := newID()
	_, _, err := eventstore.NewAggregate(r.store, category, asGiven).Do(r.t.Context(), m, id, events)
	require.NoError(r.t, err)
	return id
}

// firstOf is the sequence of the first event of a campaign.
func (r *rig) firstOf(id string) uint64 {
	r.t.Helper()
	events, err := r.store.Load(r.t.Context(), r.agg.Campaigns.Ref(id), 0)
	require.NoError(r.t, err)
	return events[0].Sequence
}

// peopleRows are of accounts, and of what everybody has for themselves.
func (r *rig) peopleRows(table map[string]row) {
	const ok, created, done = http.StatusOK, http.StatusCreated, http.StatusNoContent
	somebody := func() string { return r.signUp(user.Member).id }
	table["list-users"], table["list-roles"] = row{ok: ok}, row{ok: ok}
	table["create-user"] = row{ok: created, body: `{"email":"{new}@example.test","firstName":"A","lastName":"B","roles":["viewer"]}`}
	table["get-user"] = row{ok: ok, path: somebody}
	table["update-user"] = row{ok: ok, path: somebody, body: `{"firstName":"A","lastName":"B","roles":["viewer"]}`}
	table["delete-user"] = row{ok: done, path: somebody}
	table["reset-password"], table["revoke-sessions"] = row{ok: ok, path: somebody}, row{ok: ok, path: somebody}

	key := func(owner string) string { id, _ := r.newKey(owner, user.CampaignsRead); return id }
	table["list-api-keys"] = row{ok: ok, object: key, personal: true, lists: true, query: "?limit=1000"}
	table["create-api-key"] = row{ok: created, body: `{"name":"{new}","scopes":["campaigns:read"]}`}
	table["get-api-key"] = row{ok: ok, object: key, personal: true}
	table["revoke-api-key"] = row{ok: done, object: key, personal: true}

	table["me"] = row{ok: ok}
	table["create-ticket"] = row{ok: ok, body: `{"purpose":"ws"}`}
	table["list-sessions"] = row{ok: ok, session: true}
	table["end-session"] = row{ok: done, session: true, personal: true, object: r.sessionOf}
	table["logout"] = row{ok: done, session: true}
	table["change-password"] = row{ok: done, session: true, body: asJSON(r.t, object{"currentPassword": password, "newPassword": "another " + password})}
	table["auth-status"] = row{ok: ok}
	table["setup"] = row{ok: http.StatusConflict, body: `{"setupToken":"x"}`}
	table["login"] = row{ok: ok, body: asJSON(r.t, object{"email": r.signUp(user.Member).email, "password": password})}
	table["refresh"] = row{ok: http.StatusUnauthorized, body: `{"refreshToken":"x"}`}
}

// sessionOf begins a session of somebody and gives its id.
func (r *rig) sessionOf(owner string) string {
	r.t.Helper()
	_, err := r.people.Secrets.StartSession(r.t.Context(), r.verified(owner), secrets.Client{UserAgent: "test"})
	require.NoError(r.t, err)
	found, err := r.people.Secrets.Sessions(r.t.Context(), owner)
	require.NoError(r.t, err)
	return found[0].ID
}

// verified is somebody who has given their password.
func (r *rig) verified(id string) secrets.Verified {
	r.t.Helper()
	account, err := r.people.Secrets.Account(r.t.Context(), id)
	require.NoError(r.t, err)
	v, err := r.people.Secrets.Verify(r.t.Context(), account.Email, password)
	require.NoError(r.t, err)
	return v
}
