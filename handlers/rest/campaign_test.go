package rest_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

func TestCreatedCampaignIsShownAsItWillBeRead(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	answer := r.post(generatePath, generation(object{"description": "why", "characterSet": "CBA", "tlds": []string{".org", "com"}}))
	made := answer.is(http.StatusCreated)
	require.Equal(t, campaignsPath+"/"+made["id"].(string), answer.Header.Get("Location"))
	require.Equal(t, r.last(), answer.sequence())

	read := r.get(answer.Header.Get("Location"))
	require.Equal(t, made, read.is(http.StatusOK))
	require.GreaterOrEqual(t, read.sequence(), answer.sequence())
	require.Equal(t, "pending", made["status"])
	require.Equal(t, r.id, made["ownerId"])
	require.EqualValues(t, answer.sequence(), made["version"])
	params := made["params"].(object)
	require.Equal(t, "5", params["numDomainsToGenerate"])
	require.Equal(t, "54", params["spaceSize"])
	require.Equal(t, "abc", params["characterSet"])
	require.Equal(t, []any{"com", "org"}, params["tlds"])
	require.EqualValues(t, 3, params["prefixVariableLength"])
	require.NotContains(t, made, "range")
}

func TestBigNumbersPassUnharmed(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const beyond = `{"name":"big","patternType":"both","variableLength":20,"characterSet":"abcdefghij","constantString":"x","tld":"com","numDomainsToGenerate":9}`
	made := r.send(http.MethodPost, generatePath, beyond).is(http.StatusCreated)
	params := made["params"].(object)
	require.Equal(t, "1"+string(slices.Repeat([]byte("0"), 40)), params["spaceSize"])
	require.Equal(t, "9", params["numDomainsToGenerate"])
}

func TestAutoStartIsOneAppend(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	answer := r.post(generatePath, generation(object{"autoStart": true}))
	made := answer.is(http.StatusCreated)
	require.Equal(t, []string{"pattern.range_reserved", "campaign.created", "campaign.started"}, r.events(r.start))
	require.Equal(t, "running", made["status"])
	require.Equal(t, "0", made["range"].(object)["from"])
	require.Equal(t, "5", made["range"].(object)["to"])
	require.EqualValues(t, 5, made["totalItems"])
}

func TestExhaustedPatternCompletesAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	all := generation(object{"autoStart": true, "numDomainsToGenerate": 0})
	r.create(generatePath, all)
	after := r.last()
	made := r.post(generatePath, all).is(http.StatusCreated)
	require.Equal(t, []string{"campaign.created", "campaign.started", "campaign.completed"}, r.events(after))
	require.Equal(t, "completed", made["status"])
	require.Equal(t, "space_exhausted", made["completionReason"])
	require.EqualValues(t, 0, made["totalItems"])
	require.EqualValues(t, 100, made["progressPercentage"])
}

// Equal campaigns that start at once share one name space without gap or
// overlap, whether they start when they are made or later.
func TestTwentyEqualCampaignsTileTheSpace(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const n, each = 20, 7
	ranges := make([]campaign.Range, n)
	together(n, func(i int) {
		spelled := []string{"abcdefgh", "HGFEDCBA", "abcdEFGHabcd"}[i%3]
		body := generation(object{"characterSet": spelled, "numDomainsToGenerate": each, "autoStart": i%2 == 0})
		id := r.create(generatePath, body)
		if i%2 == 1 {
			r.post(campaignsPath+"/"+id+"/start", object{}).is(http.StatusOK)
		}
		state, err := r.agg.Campaigns.Load(t.Context(), id)
		require.NoError(t, err)
		ranges[i] = *state.State.Range
	})
	slices.SortFunc(ranges, func(a, b campaign.Range) int { return a.From.Cmp(b.From) })
	next := domain.BigOf(0)
	for _, got := range ranges {
		require.Equal(t, next.String(), got.From.String())
		require.EqualValues(t, each, got.Len())
		next = got.To
	}
	require.EqualValues(t, n*each, next.Int64())
}

// Whoever starts a campaign, and however often at once: it runs once.
func TestManyStartsAreOneRun(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := campaignsPath + "/" + r.create(generatePath, generation(nil))
	after := r.last()
	together(10, func(int) { require.Equal(t, "running", r.post(path+"/start", object{}).is(http.StatusOK)["status"]) })
	require.Equal(t, []string{"pattern.range_reserved", "campaign.started"}, r.events(after))
}

// The table of statuses and commands, cell by cell.
func TestCommandsInEveryStatus(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const refused, gone = "refused", "gone"
	table := map[string]map[string]string{
		"pending":   {"start": "running", "pause": refused, "resume": refused, "cancel": "cancelled", "delete": gone},
		"running":   {"start": "running", "pause": "paused", "resume": "running", "cancel": "cancelled", "delete": refused},
		"paused":    {"start": refused, "pause": "paused", "resume": "running", "cancel": "cancelled", "delete": refused},
		"completed": {"start": refused, "pause": refused, "resume": refused, "cancel": refused, "delete": gone},
		"failed":    {"start": refused, "pause": refused, "resume": refused, "cancel": refused, "delete": gone},
		"cancelled": {"start": refused, "pause": refused, "resume": refused, "cancel": "cancelled", "delete": gone},
	}
	// How a campaign gets there; one of a pattern that is used up completes, and
	// the system fails one.
	paths := map[string][]string{
		"pending": nil, "running": {"start"}, "paused": {"start", "pause"}, "cancelled": {"cancel"}, "completed": {"start"},
		"failed": {"start", "fail"},
	}
	r.create(generatePath, generation(object{"constantString": "full", "numDomainsToGenerate": 0, "autoStart": true}))
	for status, commands := range table {
		for command, want := range commands {
			body := generation(object{"name": status + " " + command, "constantString": "free", "numDomainsToGenerate": 1})
			if status == "completed" {
				body["constantString"] = "full"
			}
			path := campaignsPath + "/" + r.create(generatePath, body)
			for _, step := range paths[status] {
				if step == "fail" {
					r.fail(path)
					continue
				}
				r.post(path+"/"+step, object{}).is(http.StatusOK)
			}
			renamed := r.send(http.MethodPatch, path, `{"name": "another"}`).is(http.StatusOK)
			require.Equal(t, []any{status, "another"}, []any{renamed["status"], renamed["name"]})
			before := r.last()

			var answer reply
			if command == "delete" {
				answer = r.delete(path)
			} else {
				answer = r.post(path+"/"+command, object{"reason": "because"})
			}
			switch want {
			case gone:
				answer.is(http.StatusNoContent)
				r.afterDeletion(path, answer.sequence())
			case refused:
				answer.fails(http.StatusConflict, "INVALID_STATE")
				require.Equal(t, status, answer.is(http.StatusConflict)["currentStatus"])
				require.Equal(t, before, r.last())
			case status:
				require.Equal(t, want, answer.is(http.StatusOK)["status"])
				require.Equal(t, before, r.last(), "%s of a campaign that is %s appended something", command, status)
				require.EqualValues(t, answer.is(http.StatusOK)["version"], answer.sequence())
			default:
				require.Equal(t, want, answer.is(http.StatusOK)["status"])
				require.Equal(t, r.last(), answer.sequence())
			}
		}
	}
}

// fail has the system fail a campaign.
func (r *rig) fail(path string) {
	r.t.Helper()
	m := eventstore.Meta{CommandID: uuid.New(), Actor: eventstore.Actor{ID: "local", Kind: "system"}, Time: time.Now().UTC()}
	id := path[len(campaignsPath)+1:]
	_, out, err := r.agg.Campaigns.Do(r.t.Context(), m, id, campaign.Fail{ErrorCode: campaign.CodeUploadIncomplete, ErrorMessage: "x"})
	require.NoError(r.t, err)
	failed := r.get(fmt.Sprintf("%s?minSequence=%d", path, out.Sequence)).is(http.StatusOK)
	require.Equal(r.t, []any{"failed", "UPLOAD_INCOMPLETE", "x"}, []any{failed["status"], failed["errorCode"], failed["errorMessage"]})
}

// afterDeletion holds a deleted campaign to being nowhere: only its deletion
// may be asked for again.
func (r *rig) afterDeletion(path string, sequence uint64) {
	r.t.Helper()
	read := fmt.Sprintf("?minSequence=%d", sequence)
	r.get(path+read).fails(http.StatusNotFound, "NOT_FOUND")
	r.get(path+"/results/generated-domains").fails(http.StatusNotFound, "NOT_FOUND")
	require.NotContains(r.t, r.get(campaignsPath+read).text, path[len(campaignsPath)+1:])
	before := r.last()
	for _, command := range []string{"start", "pause", "resume", "cancel"} {
		r.post(path+"/"+command, object{}).fails(http.StatusNotFound, "NOT_FOUND")
	}
	r.send(http.MethodPatch, path, `{"name":"x"}`).fails(http.StatusNotFound, "NOT_FOUND")
	again := r.delete(path)
	again.is(http.StatusNoContent)
	require.Equal(r.t, sequence, again.sequence())
	require.Equal(r.t, before, r.last())
}

func TestRenameCampaign(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	answer := r.post(generatePath, generation(object{"description": "old"}))
	path, version := answer.Header.Get("Location"), answer.sequence()
	patch := func(body object) reply { return r.send(http.MethodPatch, path, asJSON(t, body)) }
	renamed := patch(object{"name": " Ünï ", "expectedVersion": version})
	made := renamed.is(http.StatusOK)
	require.Equal(t, []any{"Ünï", "old", float64(renamed.sequence())}, []any{made["name"], made["description"], made["version"]})
	patch(object{"name": "x", "expectedVersion": version}).fails(http.StatusConflict, "STALE_VERSION")
	before := r.last()
	patch(object{"name": "Ünï", "description": nil}).is(http.StatusOK)
	patch(object{}).is(http.StatusOK)
	require.Equal(t, before, r.last(), "nothing changed")
	require.NotContains(t, patch(object{"description": ""}).is(http.StatusOK), "description")

	require.Equal(t, map[string]string{"characterSet": "PARAMS_IMMUTABLE", "personaIds": "PARAMS_IMMUTABLE", "params": "PARAMS_IMMUTABLE"},
		patch(object{"characterSet": "abc", "personaIds": []string{}, "params": object{}}).fails(http.StatusUnprocessableEntity, "PARAMS_IMMUTABLE"))
	require.Equal(t, map[string]string{"colour": "UNKNOWN_FIELD", "tlds": "PARAMS_IMMUTABLE", "name": "required"},
		patch(object{"colour": 1, "tlds": 1, "name": " "}).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	r.send(http.MethodPatch, campaignsPath+"/"+newID(), `{"name":"x"}`).fails(http.StatusNotFound, "NOT_FOUND")
}

// The doubled spelling is the same route.
func TestDoubledPath(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const double = api + "/v2/campaigns"
	answer := r.post(double+"/generate", generation(object{"autoStart": true}))
	id := answer.is(http.StatusCreated)["id"].(string)
	require.Equal(t, campaignsPath+"/"+id, answer.Header.Get("Location"))
	require.Equal(t, "running", r.get(double + "/" + id).is(http.StatusOK)["status"])
	require.Len(t, r.get(double).is(http.StatusOK)["items"], 1)
	r.post(double+"/"+id+"/pause", object{}).is(http.StatusOK)
	r.get(double + "/" + id + "/results/generated-domains").is(http.StatusOK)
	const key = "Idempotency-Key"
	first := r.send(http.MethodPost, double+"/"+id+"/resume", "{}", key, "k")
	second := r.send(http.MethodPost, campaignsPath+"/"+id+"/resume", "{}", key, "k")
	require.Equal(t, first.sequence(), second.sequence())
	require.Equal(t, "true", second.Header.Get("Idempotency-Replayed"))
	for _, other := range []string{api + "/v2/campaignsx", api + "/v2/personas", api + "/v2/v2/campaigns"} {
		r.get(other).fails(http.StatusNotFound, "NOT_FOUND")
	}
}

func TestCommandsOnWhatDoesNotExist(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for _, id := range []string{newID(), "none", "*", "..%2fx", "0198C0DE-0000-7000-8000-000000000001"} {
		for _, command := range []string{"start", "pause", "resume", "cancel"} {
			r.post(campaignsPath+"/"+id+"/"+command, object{"reason": "x"}).fails(http.StatusNotFound, "NOT_FOUND")
			r.post(pipelinesPath+"/"+id+"/"+command, object{"reason": "x"}).fails(http.StatusNotFound, "NOT_FOUND")
		}
		r.delete(campaignsPath+"/"+id).fails(http.StatusNotFound, "NOT_FOUND")
		r.get(pipelinesPath+"/"+id).fails(http.StatusNotFound, "NOT_FOUND")
		r.get(campaignsPath+"/"+id).fails(http.StatusNotFound, "NOT_FOUND")
		for _, results := range []string{"generated-domains", "dns-validation", "http-keyword"} {
			r.get(campaignsPath+"/"+id+"/results/"+results).fails(http.StatusNotFound, "NOT_FOUND")
		}
	}
	require.Equal(t, r.start, r.last())
}

func TestReasonIsKeptAndMayBeLeftOut(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := campaignsPath + "/" + r.create(generatePath, generation(nil))
	r.send(http.MethodPost, path+"/start", "").is(http.StatusOK)
	answer := r.post(path+"/pause", object{"reason": "too loud"})
	answer.is(http.StatusOK)
	event, err := r.store.AtSequence(t.Context(), answer.sequence())
	require.NoError(t, err)
	paused, err := event.Decode()
	require.NoError(t, err)
	require.Equal(t, campaign.Paused{Reason: "too loud"}, paused)
}
