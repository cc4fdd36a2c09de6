package rest_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/domain/user"
)

// X14: user A cannot read, command, export or find what is user B's. The table
// of all routes asks for each; here is what does not fit into it.
func TestNobodyFindsWhatIsOfOthers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	one, other := r.signUp(user.Member), r.signUp(user.Member)
	a, b := r.as(one), r.as(other)
	id := b.create(generatePath, generation(object{"autoStart": true}))
	owned := b.get(campaignsPath + "/" + id).is(http.StatusOK)
	require.Equal(t, other.id, owned["ownerId"])
	require.Len(t, b.get(campaignsPath).is(http.StatusOK)["items"], 1)

	for _, query := range []string{"", "?ownerId=" + other.id, "?q=shops", "?status=running", "?sort=name"} {
		require.Empty(t, a.get(campaignsPath + query).is(http.StatusOK)["items"], query)
	}
	for _, query := range []string{"campaignId=" + id, "aggregateId=" + id, "actorId=" + other.id, "category=campaign", "type=campaign.created",
		"includeData=true", "order=desc", "category=user", "category=pattern", "category=role"} {
		require.Empty(t, a.get(eventsPath + "?" + query).is(http.StatusOK)["items"], query)
	}
	path := campaignsPath + "/" + id
	for _, query := range []string{"?include=snapshot", fmt.Sprintf("?asOf=%d", r.last()), "?asOf=2026-01-01T00:00:00Z"} {
		a.get(path+query).fails(http.StatusNotFound, "NOT_FOUND")
	}
	preview := object{"domainGenerationParams": changed(generation(nil), object{"name": nil})}
	require.Equal(t, []any{object{"from": "0", "to": "5"}}, a.post(previewPath, preview).is(http.StatusOK)["priorCampaigns"])
	require.Len(t, b.post(previewPath, preview).is(http.StatusOK)["priorCampaigns"].([]any)[0], 6)

	// What one may not see is not even wrong in another way.
	require.Equal(t, fields{}, a.send(http.MethodPatch, path, `{"colour":1}`).fails(http.StatusNotFound, "NOT_FOUND"))
	require.Equal(t, fields{"sourceCampaignId": "not_found", "personaIds[0]": "not_found"}, a.post(dnsPath, object{
		"name": "d", "sourceCampaignId": id, "personaIds": []string{newID()}}).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	require.Equal(t, owned, b.get(path).is(http.StatusOK))
}

// No body names an owner.
func TestOwnersAreTheirCallers(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	member := r.signUp(user.Member)
	key := r.keyOf(member, user.CampaignsCreate, user.CampaignsRead)
	ids := r.references()
	for path, body := range map[string]object{generatePath: generation(nil), pipelinesPath: pipelineBody(ids, nil)} {
		made := r.as(key).post(path, body).is(http.StatusCreated)
		require.Equal(t, member.id, made["ownerId"], path)
		require.Equal(t, fields{"ownerId": "UNKNOWN_FIELD"},
			r.as(member).post(path, changed(body, object{"ownerId": r.id})).fails(http.StatusUnprocessableEntity, "UNKNOWN_FIELD"))
	}
	list := r.as(member).send(http.MethodPost, listPath+"?name=l", "example.com\n", "Content-Type", "text/plain").is(http.StatusCreated)
	require.Equal(t, member.id, list["campaign"].(object)["ownerId"])
	r.as(member).send(http.MethodPost, listPath+"?name=l&ownerId="+r.id, "example.com\n", "Content-Type", "text/plain").
		fails(http.StatusBadRequest, "BAD_REQUEST")
}

// Who could delete it may say so again; for all others it never was.
func TestDeletedCampaigns(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	owner := r.signUp(user.Member)
	id := r.owned(owner.id)
	path, before := campaignsPath+"/"+id, r.firstOf(id)
	wide := user.Permissions(user.Admin)
	most := r.keyOf(r.signUp(user.Admin), wide.Without(user.SetOf(user.CampaignsManageAll)).List()...)
	plain := r.keyOf(r.signUp(user.Admin), wide.Without(user.SetOf(user.AuditRead)).List()...)
	r.as(most).delete(path).fails(http.StatusForbidden, "FORBIDDEN")
	r.as(owner).delete(path).fails(http.StatusForbidden, "FORBIDDEN")
	gone := r.delete(path)
	gone.is(http.StatusNoContent)
	require.Equal(t, gone.sequence(), r.delete(path).sequence())
	r.as(plain).delete(path).is(http.StatusNoContent)
	r.as(most).delete(path).fails(http.StatusNotFound, "NOT_FOUND")
	for _, who := range []*rig{r, r.as(owner), r.as(most)} {
		who.send(http.MethodPatch, path, `{"name":"n"}`).fails(http.StatusNotFound, "NOT_FOUND")
	}

	// Its past is for audits.
	then := fmt.Sprintf("%s?asOf=%d", path, before)
	r.get(then).is(http.StatusOK)
	r.as(most).get(then).is(http.StatusOK)
	r.as(plain).get(then).fails(http.StatusNotFound, "NOT_FOUND")
	r.as(owner).get(then).fails(http.StatusNotFound, "NOT_FOUND")
	about := fmt.Sprintf("%s?minSequence=%d&campaignId=%s", eventsPath, gone.sequence(), id)
	require.Len(t, r.get(about).is(http.StatusOK)["items"], 2)
	require.Empty(t, r.as(owner).get(about).is(http.StatusOK)["items"])
}

// The list of somebody else is no step that the owner of a pipeline sees, or
// stops.
func TestForeignListsOfPipelines(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	owner, stranger := r.signUp(user.Member), r.signUp(user.Member)
	ids := r.references()
	list := r.owned(stranger.id, campaign.Started{})
	id := r.lineOf(owner.id, list, r.follower(owner.id, ids, campaign.DNS))
	path := pipelinesPath + "/" + id
	started := r.as(owner).post(path+"/start", object{}).is(http.StatusOK)
	require.Len(t, started["applied"], 1)
	paused := r.as(owner).post(path+"/pause", object{}).is(http.StatusOK)
	require.Equal(t, started["applied"], paused["applied"])
	require.Equal(t, []any{list}, paused["skipped"])
	require.Len(t, paused["steps"], 1)
	require.Equal(t, "running", r.get(campaignsPath + "/" + list).is(http.StatusOK)["status"])
	require.Equal(t, []any{list}, r.post(path+"/pause", object{}).is(http.StatusOK)["applied"])
}

// The same key of somebody else is another key: nothing is told of what it made.
func TestReplaysAreTheirOwn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	one, other := r.as(r.signUp(user.Member)), r.as(r.signUp(user.Member))
	create := keyed{http.MethodPost, generatePath, asJSON(t, generation(nil)), "same"}
	made := one.sendKeyed(create).is(http.StatusCreated)
	require.Equal(t, made, one.sendKeyed(create).is(http.StatusCreated))
	foreign := other.sendKeyed(create)
	require.Empty(t, foreign.Header.Get(replayed))
	require.NotEqual(t, made["id"], foreign.is(http.StatusCreated)["id"])
	create.body = asJSON(t, generation(object{"name": "another body"}))
	other.sendKeyed(create).fails(http.StatusUnprocessableEntity, "IDEMPOTENCY_KEY_REUSED")
}
