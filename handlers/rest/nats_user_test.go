package rest_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/nats-io/nkeys"
	"github.com/stretchr/testify/require"

	"domainflow/handlers/rest"
)

// publicOf is the key that a seed belongs to.
func publicOf(t *testing.T, seed any) string {
	t.Helper()
	pair, err := nkeys.FromSeed([]byte(seed.(string)))
	require.NoError(t, err)
	public, err := pair.PublicKey()
	require.NoError(t, err)
	return public
}

func TestNATSUserLifecycle(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	answer := r.post(natsUsersPath, object{"name": "warehouse"})
	made := answer.is(http.StatusCreated)
	id := made["id"].(string)
	path := natsUsersPath + "/" + id
	require.Equal(t, path, answer.Header.Get("Location"))
	require.Equal(t, []string{"claim.taken", "nats_user.created"}, r.events(r.start))
	require.Equal(t, publicOf(t, made["seed"]), made["publicKey"])
	require.Equal(t, []any{"domainflow.>"}, made["subjects"])
	require.Equal(t, "nats_user-"+id, made["consumer"])
	require.Equal(t, "_INBOX_"+id, made["inboxPrefix"])
	require.NotEmpty(t, made["ownerId"])
	require.EqualValues(t, answer.sequence(), made["version"])

	seed := made["seed"].(string)
	delete(made, "seed")
	page := r.get(natsUsersPath).is(http.StatusOK)
	require.Equal(t, []any{made}, page["items"])
	require.NotContains(t, r.get(eventsPath).text, seed, "a secret in the log")
	stored, err := r.store.AtSequence(t.Context(), answer.sequence())
	require.NoError(t, err)
	require.NotContains(t, string(stored.Data), seed)

	require.Equal(t, fields{"name": "NAME_TAKEN"}, r.post(natsUsersPath, object{"name": " Warehouse"}).fails(http.StatusConflict, "NAME_TAKEN"))
	before := r.last()
	gone := r.delete(path)
	gone.is(http.StatusNoContent)
	require.Equal(t, []string{"claim.released", "nats_user.revoked"}, r.events(before))
	again := r.delete(path)
	again.is(http.StatusNoContent)
	require.Equal(t, gone.sequence(), again.sequence())
	require.Empty(t, r.get(natsUsersPath + "?minSequence=" + gone.Header.Get("Event-Sequence")).is(http.StatusOK)["items"])
	r.delete(natsUsersPath+"/"+newID()).fails(http.StatusNotFound, "NOT_FOUND")
	r.delete(natsUsersPath+"/no-id").fails(http.StatusNotFound, "NOT_FOUND")
	r.get(path).fails(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED")
	require.NotEqual(t, id, r.create(natsUsersPath, object{"name": "warehouse"}))
}

func TestNATSUserInput(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, c := range map[string]struct {
		body   object
		status int
		code   string
		fields fields
	}{
		"nothing":      {object{}, http.StatusUnprocessableEntity, "VALIDATION_ERROR", fields{"name": "required"}},
		"no subject":   {object{"name": "n", "subjects": []string{}}, http.StatusUnprocessableEntity, "VALIDATION_ERROR", fields{"subjects": "required"}},
		"any subject":  {object{"name": "n", "subjects": []string{">"}}, http.StatusUnprocessableEntity, "VALIDATION_ERROR", fields{"subjects[0]": "invalid"}},
		"a key":        {object{"name": "n", "publicKey": "U"}, http.StatusUnprocessableEntity, "UNKNOWN_FIELD", fields{"publicKey": "UNKNOWN_FIELD"}},
		"what is none": {object{"name": "n", "subjects": "domainflow.>"}, http.StatusBadRequest, "BAD_REQUEST", fields{"subjects": "invalid"}},
	} {
		answer := r.post(natsUsersPath, c.body)
		require.Equal(t, c.fields, answer.fails(c.status, c.code), name)
	}
	require.Equal(t, r.start, r.last())
}

func TestNATSUserList(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(natsUsersPath, object{"name": "b"})
	r.create(natsUsersPath, object{"name": "a", "subjects": []string{"domainflow.campaign.>"}})
	for query, want := range map[string][]string{
		"": {"a", "b"}, "?sort=-name": {"b", "a"}, "?sort=createdAt": {"b", "a"}, "?q=B": {"b"}, "?limit=1": {"a"},
	} {
		names := []string{}
		for _, item := range r.get(natsUsersPath + query).is(http.StatusOK)["items"].([]any) {
			require.NotContains(t, item, "seed")
			names = append(names, item.(object)["name"].(string))
		}
		require.Equal(t, want, names, query)
	}
	r.get(natsUsersPath+"?sort=version").fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR")
}

// A seed is in the answer that made it and in no other, whoever asks again.
func TestSeedIsShownOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	second := r.another()
	create := keyed{http.MethodPost, natsUsersPath, `{"name":"warehouse"}`, "k"}
	answers := make([]reply, 10)
	together(len(answers), func(i int) { answers[i] = []*rig{r, second}[i%2].sendKeyed(create) })
	shown := 0
	for _, a := range answers {
		a.same(answers[0], http.StatusCreated)
		body := a.is(http.StatusCreated)
		if a.Header.Get(replayed) != "" {
			require.NotContains(t, body, "seed")
			continue
		}
		shown++
		require.Equal(t, publicOf(t, body["seed"]), body["publicKey"])
	}
	require.Equal(t, 1, shown)
	require.Equal(t, []string{"claim.taken", "nats_user.created"}, r.events(r.start))
}

// A seed that nobody sees would be lost, also while the read models are away.
func TestSeedIsShownWithoutReadModels(t *testing.T) {
	t.Parallel()
	r := newIdleRig(t)
	create := keyed{http.MethodPost, natsUsersPath, `{"name":"warehouse"}`, "k"}
	answer := r.sendKeyed(create)
	body := answer.is(http.StatusAccepted)
	require.Equal(t, natsUsersPath+"/"+body["id"].(string), answer.Header.Get("Location"))
	require.EqualValues(t, answer.sequence(), body["sequence"])
	loaded, err := r.agg.NATSUsers.Load(t.Context(), body["id"].(string))
	require.NoError(t, err)
	require.Equal(t, publicOf(t, body["seed"]), loaded.State.PublicKey)

	again := r.sendKeyed(create)
	require.NotContains(t, again.is(http.StatusAccepted), "seed")
	require.Equal(t, "true", again.Header.Get(replayed))
}

func TestNATSUsersOfExternalServers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.create(natsUsersPath, object{"name": "warehouse"})
	before := r.last()
	config := r.config()
	config.NewNATSKey = nil
	web := httptest.NewServer(rest.New(config))
	defer web.Close()
	external := r.on(t)
	external.url = web.URL
	external.get(natsUsersPath).fails(http.StatusUnprocessableEntity, "NOT_SUPPORTED")
	external.post(natsUsersPath, object{"name": "n"}).fails(http.StatusUnprocessableEntity, "NOT_SUPPORTED")
	refused := external.delete(natsUsersPath + "/" + newID())
	refused.fails(http.StatusUnprocessableEntity, "NOT_SUPPORTED")
	require.Contains(t, refused.text, "docs/nats.md")
	require.Equal(t, before, r.last())
}

// The position of a user in the log is theirs: another one under the same name
// has another id.
func TestSameNameIsAnotherUser(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	create := keyed{http.MethodPost, natsUsersPath, `{"name":"warehouse"}`, "k"}
	first := r.sendKeyed(create)
	id := first.is(http.StatusCreated)["id"].(string)
	gone := r.delete(natsUsersPath + "/" + id)
	gone.is(http.StatusNoContent)
	r.get(natsUsersPath + "?minSequence=" + gone.Header.Get("Event-Sequence")).is(http.StatusOK)
	r.sendKeyed(create).fails(http.StatusNotFound, "NOT_FOUND")
	create.key = "l"
	require.NotEqual(t, id, r.sendKeyed(create).is(http.StatusCreated)["id"])
}
