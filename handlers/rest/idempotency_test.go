package rest_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/internal/embedded/natstest"
)

// keyed is a command as somebody sends it with a key.
type keyed struct{ method, path, body, key string }

func (r *rig) sendKeyed(k keyed) reply {
	r.t.Helper()
	return r.send(k.method, k.path, k.body, "Idempotency-Key", k.key)
}

// everyCommand is one of each sort, in an order in which each changes
// something; other is the same command with another body, "" where it has none.
func (r *rig) everyCommand() (commands []keyed, other []string) {
	r.t.Helper()
	ids := r.references()
	path := campaignsPath + "/" + ids.names
	persona := dnsPersonas + "/" + r.create(dnsPersonas, dnsPersona(object{"name": "old"}))
	set := keywordSetsPath + "/" + r.create(keywordSetsPath, keywordSet(object{"name": "old"}))
	user := natsUsersPath + "/" + r.create(natsUsersPath, object{"name": "old"})
	userPath := usersPath + "/" + r.create(usersPath, userBody(object{"email": "old@example.test"}))
	key := apiKeysPath + "/" + r.create(apiKeysPath, keyBody(nil))
	line := pipelinesPath + "/" + r.create(pipelinesPath, pipelineBody(ids, object{"name": "line"}))
	add := func(method, path string, body, another object) {
		k := keyed{method, path, "", uuid.NewString()}
		text := ""
		if body != nil {
			k.body, text = asJSON(r.t, body), asJSON(r.t, another)
		}
		commands, other = append(commands, k), append(other, text)
	}
	named := func(body func(object) object, name string) object { return body(object{"name": name}) }
	add(http.MethodPost, generatePath, generation(object{"autoStart": true}), generation(nil))
	add(http.MethodPost, dnsPath, object{"name": "d", "sourceCampaignId": ids.names, "personaIds": []string{ids.dns}}, object{"name": "e"})
	add(http.MethodPost, dnsPersonas, named(dnsPersona, "new"), named(dnsPersona, "newer"))
	add(http.MethodPut, persona, named(dnsPersona, "renamed"), named(dnsPersona, "again"))
	add(http.MethodDelete, persona, nil, nil)
	add(http.MethodPost, keywordSetsPath, named(keywordSet, "new"), named(keywordSet, "newer"))
	add(http.MethodPut, set, named(keywordSet, "renamed"), named(keywordSet, "again"))
	add(http.MethodDelete, set, nil, nil)
	add(http.MethodPost, natsUsersPath, object{"name": "new"}, object{"name": "newer"})
	add(http.MethodDelete, user, nil, nil)
	add(http.MethodPut, configPath+"/logging", object{"level": "warn"}, object{"level": "error"})
	add(http.MethodPost, pipelinesPath, pipelineBody(ids, object{"autoStart": true}), pipelineBody(ids, nil))
	add(http.MethodPost, usersPath, userBody(nil), userBody(object{"firstName": "other"}))
	add(http.MethodPut, userPath, update(object{"roles": []string{"viewer"}}), update(object{"lastName": "other"}))
	add(http.MethodPost, userPath+"/reset-password", nil, nil)
	add(http.MethodPost, userPath+"/revoke-sessions", nil, nil)
	add(http.MethodDelete, userPath, nil, nil)
	add(http.MethodPost, apiKeysPath, keyBody(nil), keyBody(object{"name": "other"}))
	add(http.MethodDelete, key, nil, nil)
	for _, verb := range []string{"start", "pause", "resume", "cancel"} {
		add(http.MethodPost, line+"/"+verb, object{"reason": "x"}, object{"reason": "y"})
		add(http.MethodPost, path+"/"+verb, object{"reason": "x"}, object{"reason": "y"})
	}
	add(http.MethodPatch, path, object{"name": "renamed"}, object{"name": "again"})
	add(http.MethodDelete, path, nil, nil)
	return commands, other
}

// same requires that an answer is that of an earlier request.
func (a reply) same(first reply, status int) {
	a.t.Helper()
	if status == 0 {
		status = first.StatusCode
	}
	require.Equal(a.t, status, a.StatusCode, "%s %s: %s", a.Request.Method, a.Request.URL.Path, a.text)
	require.Equal(a.t, first.Header.Get("Location"), a.Header.Get("Location"))
	require.Equal(a.t, first.sequence(), a.sequence())
	if a.StatusCode < http.StatusNoContent {
		require.Equal(a.t, first.is(first.StatusCode)["id"], a.is(a.StatusCode)["id"])
	}
}

const replayed = "Idempotency-Replayed"

// Every command with a key is carried out once: repeated at once, by another
// instance, and after others went on; with another body it is refused.
func TestEveryCommandIsIdempotent(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	second := r.another()
	commands, other := r.everyCommand()
	var first []reply
	for i, k := range commands {
		answer := r.sendKeyed(k)
		require.Less(t, answer.StatusCode, 300, "%s %s: %s", k.method, k.path, answer.text)
		require.Empty(t, answer.Header.Get(replayed))
		require.Equal(t, r.last(), answer.sequence(), "%s %s changed nothing", k.method, k.path)
		first = append(first, answer)
		before := r.last()
		for _, again := range []reply{r.sendKeyed(k), second.sendKeyed(k)} {
			again.same(answer, 0)
			require.Equal(t, "true", again.Header.Get(replayed))
		}
		if other[i] != "" {
			k.body = other[i]
			second.sendKeyed(k).fails(http.StatusUnprocessableEntity, "IDEMPOTENCY_KEY_REUSED")
		}
		require.Equal(t, before, r.last(), "%s %s was done again", k.method, k.path)
	}
	before := r.last()
	third := r.another()
	for i, k := range commands {
		again := third.sendKeyed(k)
		if again.StatusCode == http.StatusNotFound { // what it was about is deleted by now
			require.Equal(t, "NOT_FOUND", again.is(http.StatusNotFound)["code"])
			continue
		}
		again.same(first[i], 0)
		require.Equal(t, "true", again.Header.Get(replayed))
	}
	require.Equal(t, before, r.last())
}

// Ten of each at once, on two instances, on a cluster: one of each.
func TestSameKeyAtOnceOnTwoInstances(t *testing.T) {
	t.Parallel()
	r := idleRigOn(t, natstest.Start(t, 3))
	r.project()
	second := r.another()
	path := campaignsPath + "/" + r.create(generatePath, generation(nil))
	for _, k := range []keyed{
		{http.MethodPost, generatePath, asJSON(t, generation(object{"autoStart": true})), "a"},
		{http.MethodPost, dnsPersonas, asJSON(t, dnsPersona(object{"name": "one"})), "b"},
		{http.MethodPost, path + "/start", `{}`, "c"},
		{http.MethodPost, path + "/pause", `{}`, "d"},
		{http.MethodPatch, path, `{"name":"renamed"}`, "e"},
	} {
		before := r.last()
		answers := make([]reply, 10)
		together(len(answers), func(i int) { answers[i] = []*rig{r, second}[i%2].sendKeyed(k) })
		fresh := 0
		for _, a := range answers {
			a.same(answers[0], 0)
			if a.Header.Get(replayed) == "" {
				fresh++
			}
		}
		require.Equal(t, 1, fresh, "%s: one carried it out", k.path)
		events := r.events(before)
		require.LessOrEqual(t, len(events), 3, "%v", events)
		require.Equal(t, r.last(), answers[0].sequence())
		once := map[string]bool{}
		for _, e := range events {
			require.False(t, once[e], "twice: %v", events)
			once[e] = true
		}
	}
}

func TestKeysAreOfTheirRequest(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := asJSON(t, generation(nil))
	one := r.sendKeyed(keyed{http.MethodPost, generatePath, body, "k"}).is(http.StatusCreated)["id"].(string)
	parsed, err := uuid.Parse(one)
	require.NoError(t, err)
	require.EqualValues(t, 5, parsed.Version())
	require.NotEqual(t, one, r.sendKeyed(keyed{http.MethodPost, generatePath, body, "l"}).is(http.StatusCreated)["id"])
	require.NotEqual(t, one, r.create(generatePath, generation(nil)))
	// The same key on another path is another command.
	r.sendKeyed(keyed{http.MethodPost, campaignsPath + "/" + one + "/start", "{}", "k"}).is(http.StatusOK)
	for _, key := range []string{"a b", "ä", longKey(129)} {
		require.Contains(t, r.sendKeyed(keyed{http.MethodPost, generatePath, body, key}).fails(http.StatusBadRequest, "BAD_REQUEST"),
			"Idempotency-Key", "%q", key)
	}
	r.sendKeyed(keyed{http.MethodPost, generatePath, body, longKey(128)}).is(http.StatusCreated)
}

func longKey(n int) string { return strings.Repeat("~", n) }

// A command that changed nothing is decided again.
func TestKeyOfWhatChangedNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := campaignsPath + "/" + r.create(generatePath, generation(nil))
	pause := keyed{http.MethodPost, path + "/pause", "{}", "k"}
	r.sendKeyed(pause).fails(http.StatusConflict, "INVALID_STATE")
	r.post(path+"/start", object{}).is(http.StatusOK)
	answer := r.sendKeyed(pause)
	require.Equal(t, "paused", answer.is(http.StatusOK)["status"])
	require.Empty(t, answer.Header.Get(replayed))
}
