package rest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// pipelineBody is a body that is accepted.
func pipelineBody(ids references, changes object) object {
	return changed(object{
		"name": "monthly", "mode": "full_sequence",
		"domainGenerationParams": object{"patternType": "suffix", "variableLength": 2, "characterSet": "ab", "constantString": "x",
			"tld": "com", "numDomainsToGenerate": 3},
		"dnsValidationParams": object{"personaIds": []string{ids.dns}},
		"httpKeywordParams":   object{"personaIds": []string{ids.browser}, "keywordSetIds": []string{ids.words}},
	}, changes)
}

// statusesOf are those of the pipeline and of its steps.
func statusesOf(p object) []string {
	out := []string{p["status"].(string)}
	for _, step := range p["steps"].([]any) {
		out = append(out, step.(object)["status"].(string))
	}
	return out
}

func idsOf(p object) []string {
	var ids []string
	for _, step := range p["steps"].([]any) {
		ids = append(ids, step.(object)["id"].(string))
	}
	return ids
}

func TestPipelineIsMadeWithItsCampaigns(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.references()
	before := r.last()
	answer := r.post(pipelinesPath, pipelineBody(ids, object{"description": "d"}))
	made := answer.is(http.StatusCreated)
	require.Equal(t, []string{"pipeline.created", "campaign.created", "campaign.created", "campaign.created"}, r.events(before))
	require.Equal(t, pipelinesPath+"/"+made["id"].(string), answer.Header.Get("Location"))
	require.Equal(t, []string{"pending", "pending", "pending", "pending"}, statusesOf(made))
	steps := made["steps"].([]any)
	for i, kind := range []string{"domain_generation", "dns_validation", "http_keyword_validation"} {
		step := steps[i].(object)
		require.Equal(t, []any{kind, "monthly", "d", made["id"]},
			[]any{step["campaignType"], step["name"], step["description"], step["pipelineId"]})
		if i > 0 {
			require.Equal(t, steps[i-1].(object)["id"], step["sourceCampaignId"])
		}
	}
	require.Equal(t, made, r.get(answer.Header.Get("Location")).is(http.StatusOK))
	require.Len(t, r.get(campaignsPath + "?pipelineId=" + made["id"].(string)).is(http.StatusOK)["items"], 3)
	require.Equal(t, []any{made}, r.get(pipelinesPath + "?q=MONTH").is(http.StatusOK)["items"])
}

func TestFullSequenceStartsAllAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.references()
	path := pipelinesPath + "/" + r.create(pipelinesPath, pipelineBody(ids, nil))
	before := r.last()
	started := r.post(path+"/start", object{"reason": "now"}).is(http.StatusOK)
	require.Equal(t, []string{"running", "running", "running", "running"}, statusesOf(started))
	require.Equal(t, []string{"pattern.range_reserved", "campaign.started", "campaign.started", "campaign.started"}, r.events(before))
	require.Len(t, started["applied"], 3)
	require.Empty(t, started["skipped"])
	before = r.last()
	require.Equal(t, "running", r.post(path+"/start", object{}).is(http.StatusOK)["status"], "it runs already")
	require.Equal(t, before, r.last())

	// Created and started by one command.
	before = r.last()
	auto := r.post(pipelinesPath, pipelineBody(ids, object{"autoStart": true})).is(http.StatusCreated)
	require.Equal(t, "running", auto["status"])
	require.Equal(t, 2, countOf(r.events(before), "pipeline.created", "pattern.range_reserved"))

	// Where one cannot start, none does.
	refusedPath := pipelinesPath + "/" + r.create(pipelinesPath, pipelineBody(ids, nil))
	r.delete(httpPersonas + "/" + ids.browser).is(http.StatusNoContent)
	before = r.last()
	r.post(refusedPath+"/start", object{}).fails(http.StatusConflict, "PERSONA_UNAVAILABLE")
	require.Equal(t, before, r.last())
	require.Equal(t, "pending", r.get(refusedPath).is(http.StatusOK)["status"])
}

func countOf(events []string, words ...string) int {
	n := 0
	for _, e := range events {
		if slices.Contains(words, e) {
			n++
		}
	}
	return n
}

func TestStepByStepStartsTheNext(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.references()
	made := r.post(pipelinesPath, pipelineBody(ids, object{"mode": "step_by_step", "autoStart": true})).is(http.StatusCreated)
	path := pipelinesPath + "/" + made["id"].(string)
	require.Equal(t, []string{"running", "running", "pending", "pending"}, statusesOf(made))
	steps := idsOf(made)
	second := r.post(path+"/start", object{}).is(http.StatusOK)
	require.Equal(t, []string{"running", "running", "running", "pending"}, statusesOf(second))
	require.Equal(t, []any{steps[1]}, second["applied"])
	require.Equal(t, []any{steps[0], steps[2]}, second["skipped"])
	r.post(path+"/start", object{}).is(http.StatusOK)
	before := r.last()
	r.post(path+"/start", object{}).is(http.StatusOK)
	require.Equal(t, before, r.last())
	r.post(path+"/cancel", object{}).is(http.StatusOK)
	answer := r.post(path+"/start", object{})
	answer.fails(http.StatusConflict, "INVALID_STATE")
	require.Equal(t, "cancelled", answer.is(http.StatusConflict)["currentStatus"])
}

func TestPipelineCommandsActOnEveryStepThatAllowsThem(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	made := r.post(pipelinesPath, pipelineBody(r.references(), object{"mode": "step_by_step"})).is(http.StatusCreated)
	path, steps := pipelinesPath+"/"+made["id"].(string), idsOf(made)
	r.post(path+"/start", object{}).is(http.StatusOK)
	r.post(path+"/start", object{}).is(http.StatusOK)
	r.post(campaignsPath+"/"+steps[0]+"/pause", object{}).is(http.StatusOK)
	require.Equal(t, "running", r.get(path).is(http.StatusOK)["status"])

	before := r.last()
	paused := r.post(path+"/pause", object{"reason": "night"}).is(http.StatusOK)
	require.Equal(t, []string{"paused", "paused", "paused", "pending"}, statusesOf(paused))
	require.Equal(t, []any{steps[1]}, paused["applied"], "the first was paused before, the last never started")
	require.Equal(t, []any{steps[0], steps[2]}, paused["skipped"])
	require.Equal(t, []string{"campaign.paused"}, r.events(before))
	before = r.last()
	require.Empty(t, r.post(path+"/pause", object{}).is(http.StatusOK)["applied"])
	require.Equal(t, before, r.last())
	require.Equal(t, map[string]string{"reason": "too_long"},
		r.post(path+"/resume", object{"reason": strings.Repeat("x", 501)}).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))

	resumed := r.post(path+"/resume", object{}).is(http.StatusOK)
	require.Equal(t, []any{steps[0], steps[1]}, resumed["applied"])
	cancelled := r.post(path+"/cancel", object{}).is(http.StatusOK)
	require.Equal(t, []string{"cancelled", "cancelled", "cancelled", "cancelled"}, statusesOf(cancelled))
	gone := r.delete(campaignsPath + "/" + steps[0])
	gone.is(http.StatusNoContent)
	require.Equal(t, steps[1:], idsOf(r.get(path+"?minSequence="+gone.Header.Get("Event-Sequence")).is(http.StatusOK)))
	r.post(path+"/cancel", object{}).is(http.StatusOK)
}

func TestBadPipelinesChangeNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.references()
	before := r.last()
	for _, c := range []struct {
		name    string
		changes object
		code    string
		fields  fields
	}{
		{"nothing", object{"name": nil, "mode": nil, "domainGenerationParams": nil, "dnsValidationParams": nil, "httpKeywordParams": nil},
			"VALIDATION_ERROR", fields{"name": "required", "mode": "invalid", "domainGenerationParams": "required",
				"dnsValidationParams": "required", "httpKeywordParams": "required"}},
		{"a list and a pattern", object{"sourceListCampaignId": ids.names}, "VALIDATION_ERROR", fields{"sourceListCampaignId": "not_allowed"}},
		{"no list", object{"domainGenerationParams": nil, "sourceListCampaignId": ids.names}, "SOURCE_TYPE", fields{"sourceListCampaignId": "SOURCE_TYPE"}},
		{"an unknown list", object{"domainGenerationParams": nil, "sourceListCampaignId": newID()}, "VALIDATION_ERROR",
			fields{"sourceListCampaignId": "not_found"}},
		{"a source of its own", object{"dnsValidationParams": object{"personaIds": []string{ids.dns}, "sourceCampaignId": ids.names}},
			"UNKNOWN_FIELD", fields{"dnsValidationParams.sourceCampaignId": "UNKNOWN_FIELD"}},
		{"wrong deep inside, everywhere", object{
			"domainGenerationParams": object{"patternType": "suffix", "variableLength": 99, "characterSet": "ab", "tld": "c_m"},
			"dnsValidationParams":    object{"personaIds": []string{ids.browser}},
			"httpKeywordParams":      object{"personaIds": []string{ids.browser}, "path": "x"},
		}, "VALIDATION_ERROR", fields{"domainGenerationParams.variableLength": "out_of_range", "domainGenerationParams.tld": "invalid",
			"dnsValidationParams.personaIds[0]": "not_found", "httpKeywordParams.path": "invalid", "httpKeywordParams.keywordSetIds": "required"}},
		{"too many names", object{"domainGenerationParams": object{"patternType": "suffix", "variableLength": 40, "characterSet": "ab", "tld": "com"}},
			"SPACE_TOO_LARGE", fields{"domainGenerationParams.numDomainsToGenerate": "SPACE_TOO_LARGE"}},
	} {
		got := r.post(pipelinesPath, pipelineBody(ids, c.changes)).fails(http.StatusUnprocessableEntity, c.code)
		require.Equal(t, c.fields, got, c.name)
		require.Equal(t, before, r.last(), c.name)
	}
}
