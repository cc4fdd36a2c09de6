package rest_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

const listPath = campaignsPath + "/list"

// list uploads a text.
func (r *rig) list(query, text string, headers ...string) reply {
	r.t.Helper()
	return r.send(http.MethodPost, listPath+"?"+query, text, append([]string{"Content-Type", "text/plain"}, headers...)...)
}

func packed(t *testing.T, text string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := io.WriteString(w, text)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return out.String()
}

func TestListTellsEveryLine(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const text = "# mine\nb.example\n\nA.example.\nbücher.example\nb.example\nhttp://c.example\n-x.example\n"
	answer := r.list("name=mine&description=d", text)
	made := answer.is(http.StatusCreated)
	c := made["campaign"].(object)
	require.Equal(t, campaignsPath+"/"+c["id"].(string), answer.Header.Get("Location"))
	require.Equal(t, []any{"domain_list", "completed", "all_done", "mine", "d", 3.0},
		[]any{c["campaignType"], c["status"], c["completionReason"], c["name"], c["description"], c["totalItems"]})
	require.Equal(t, object{"format": "text"}, c["params"])
	require.Equal(t, object{"generated": 3.0, "skipped_invalid": 0.0, "pending": 0.0}, c["counts"])
	require.Equal(t, []any{3.0, 1.0, 2.0}, []any{made["accepted"], made["duplicates"], made["invalid"]})
	lines := made["invalidLines"].([]any)
	require.Len(t, lines, 2)
	first := lines[0].(object)
	require.Equal(t, []any{7.0, "http://c.example", "not_a_hostname"}, []any{first["line"], first["value"], first["code"]})
	require.NotEmpty(t, first["message"])
	require.Equal(t, r.last(), answer.sequence())
	require.Equal(t, []string{"campaign.created", "campaign.started", "campaign.names_generated", "campaign.completed"}, r.events(r.start))

	found := r.get(answer.Header.Get("Location") + "/results/generated-domains").is(http.StatusOK)["items"].([]any)
	var names []string
	for _, item := range found {
		n := item.(object)
		names = append(names, fmt.Sprint(n["ordinal"], " ", n["lineNumber"], " ", n["domainName"], " ", n["displayName"]))
		require.NotContains(t, n, "offset")
	}
	require.Equal(t, []string{"0 2 b.example <nil>", "1 4 a.example <nil>", "2 5 xn--bcher-kva.example bücher.example"}, names)
	for _, e := range r.logOf(c["id"].(string)) {
		require.NotContains(t, string(e.Data), "c.example", "what is invalid may be anything, and is not kept")
	}
}

// logOf are the events of a campaign.
func (r *rig) logOf(id string) []eventstore.Recorded {
	r.t.Helper()
	var found []eventstore.Recorded
	ref := eventstore.Ref{Category: campaign.Category, ID: id}
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.RefFilter(ref)}, UpTo: r.last()}
	require.NoError(r.t, r.store.Follow(r.t.Context(), 0, filter, func(e eventstore.Recorded) error {
		found = append(found, e)
		return nil
	}))
	return found
}

func TestListFormats(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	csv := "rank,Domain,note\n1,a.example,\"x\ny\"\n2,b.example,\n"
	for name, c := range map[string]struct {
		query, body string
		headers     []string
		params      object
		accepted    int
	}{
		"csv by type":    {"", csv, []string{"Content-Type", "text/csv; charset=utf-8"}, object{"format": "csv"}, 2},
		"csv by query":   {"&format=csv", csv, nil, object{"format": "csv"}, 2},
		"csv, column":    {"&format=csv&column=note", "domain,Note\nx,a.example\n", nil, object{"format": "csv", "column": "note"}, 1},
		"csv, no header": {"&format=csv", "a.example,1\nb.example,2", nil, object{"format": "csv"}, 2},
		"text of csv":    {"&format=text", "a.example\n", []string{"Content-Type", "text/csv"}, object{"format": "text"}, 1},
		"gzip":           {"", packed(t, "a.example\nb.example\n"), []string{"Content-Encoding", "gzip"}, object{"format": "text"}, 2},
		"no type":        {"", "a.example", []string{"Content-Type", ""}, object{"format": "text"}, 1},
	} {
		made := r.list("name=x"+c.query, c.body, c.headers...).is(http.StatusCreated)
		require.Equal(t, c.params, made["campaign"].(object)["params"], name)
		require.EqualValues(t, c.accepted, made["accepted"], name)
	}
}

// What is refused before the first name makes no campaign.
func TestBadListsChangeNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const unacceptable = http.StatusUnprocessableEntity
	for name, c := range map[string]struct {
		query, body string
		headers     []string
		status      int
		code        string
		fields      fields
	}{
		"no name":         {"", "a.example", nil, unacceptable, "VALIDATION_ERROR", fields{"name": "required"}},
		"names too long":  {"name=" + strings.Repeat("x", 256), "a.example", nil, unacceptable, "VALIDATION_ERROR", fields{"name": "too_long"}},
		"empty":           {"name=x", "", nil, unacceptable, "LIST_EMPTY", fields{}},
		"nothing valid":   {"name=x", "#a\n\n!\n-\n", nil, unacceptable, "LIST_EMPTY", fields{}},
		"another format":  {"name=x&format=xlsx", "a.example", nil, http.StatusBadRequest, "BAD_REQUEST", fields{"format": "invalid"}},
		"column of text":  {"name=x&column=a", "a.example", nil, unacceptable, "VALIDATION_ERROR", fields{"column": "not_allowed"}},
		"unknown column":  {"name=x&format=csv&column=b", "a\na.example", nil, unacceptable, "VALIDATION_ERROR", fields{"column": "invalid"}},
		"unknown query":   {"name=x&colour=red", "a.example", nil, http.StatusBadRequest, "BAD_REQUEST", fields{"colour": "invalid"}},
		"JSON":            {"name=x", "{}", []string{"Content-Type", "application/json"}, http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", fields{}},
		"Latin 1":         {"name=x", "a", []string{"Content-Type", "text/plain; charset=latin1"}, http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", fields{}},
		"another packing": {"name=x", "a", []string{"Content-Encoding", "br"}, http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", fields{}},
		"no gzip":         {"name=x", "a.example", []string{"Content-Encoding", "gzip"}, http.StatusBadRequest, "BAD_REQUEST", fields{}},
	} {
		got := r.list(c.query, c.body, c.headers...)
		require.Equal(t, c.status, got.StatusCode, "%s: %s", name, got.text)
		require.Equal(t, c.fields, got.fails(c.status, c.code), name)
	}
	require.Equal(t, r.start, r.last())
}

// slow is an upload that a test writes line by line.
type slow struct {
	r      *rig
	body   *io.PipeWriter
	id     string
	answer chan reply
}

// upload begins one, and waits until its campaign runs.
func (r *rig) upload(first string, headers ...string) *slow {
	r.t.Helper()
	reader, writer := io.Pipe()
	r.t.Cleanup(func() { _ = writer.Close() })
	s := &slow{r: r, body: writer, answer: make(chan reply, 1)}
	before := r.last()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.url+listPath+"?name=slow", reader)
	require.NoError(r.t, err)
	request.Header.Set("Content-Type", "text/plain")
	request.Header.Set("Authorization", "Bearer "+r.token)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	go func() {
		response, err := r.client.Do(request)
		if err != nil {
			close(s.answer)
			return
		}
		defer response.Body.Close()
		text, _ := io.ReadAll(response.Body)
		s.answer <- reply{r.t, response, string(text)}
	}()
	s.write(first)
	require.Eventually(r.t, func() bool {
		if r.last() == before {
			return false
		}
		event, err := r.store.AtSequence(r.t.Context(), before+1)
		s.id = event.Ref.ID
		return err == nil
	}, patience, 10*time.Millisecond)
	r.get(fmt.Sprintf("%s?minSequence=%d", s.path(), before+1)).is(http.StatusOK)
	return s
}

func (s *slow) write(text string) {
	s.r.t.Helper()
	_, err := io.WriteString(s.body, text)
	require.NoError(s.r.t, err)
}

func (s *slow) finish() {
	s.r.t.Helper()
	require.NoError(s.r.t, s.body.Close())
}

func (s *slow) path() string { return campaignsPath + "/" + s.id }

// shows waits for so many names.
func (s *slow) shows(n int) {
	s.r.t.Helper()
	require.Eventually(s.r.t, func() bool {
		return s.r.get(s.path()).is(http.StatusOK)["totalItems"] == float64(n)
	}, patience, 20*time.Millisecond)
}

// Others may follow while the body arrives; a pause stops the reading, and the
// end waits for the resume.
func TestListRunsWhileItArrives(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	dns := r.create(dnsPersonas, dnsPersona(nil))
	up := r.upload("a.example\nb.example\n")
	follower := r.create(dnsPath, object{"name": "d", "sourceCampaignId": up.id, "personaIds": []string{dns}, "autoStart": true})
	up.shows(2)
	c := r.get(campaignsPath + "/" + follower).is(http.StatusOK)
	require.Equal(t, []any{2.0, false}, []any{c["totalItems"], c["totalIsFinal"]})

	r.post(up.path()+"/pause", object{}).is(http.StatusOK)
	done := make(chan struct{})
	go func() {
		defer close(done)
		up.write("c.example\n")
		up.finish()
	}()
	<-done
	status := func() any { return r.get(up.path()).is(http.StatusOK)["status"] }
	require.Equal(t, "paused", status())
	select {
	case answer := <-up.answer:
		require.Fail(t, "a paused list was answered", answer.text)
	default:
	}
	r.post(up.path()+"/resume", object{}).is(http.StatusOK)
	made := (<-up.answer).is(http.StatusCreated)
	require.EqualValues(t, 3, made["accepted"])
	require.Equal(t, "completed", made["campaign"].(object)["status"])
	require.Equal(t, up.id, made["campaign"].(object)["id"])
}

func TestCancelledListIsNotReadOn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	up := r.upload("a.example\nb.example\n")
	up.shows(2)
	r.post(up.path()+"/cancel", object{}).is(http.StatusOK)
	answer := <-up.answer
	answer.fails(http.StatusConflict, "INVALID_STATE")
	require.Equal(t, "cancelled", answer.is(http.StatusConflict)["currentStatus"])
	c := r.get(up.path()).is(http.StatusOK)
	require.Equal(t, []any{"cancelled", 2.0}, []any{c["status"], c["totalItems"]})
}

func TestListThatBreaksOffFails(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	failed := func(up *slow, names int, message string) {
		t.Helper()
		require.Eventually(t, func() bool { return r.get(up.path()).is(http.StatusOK)["status"] == "failed" }, patience, 20*time.Millisecond)
		c := r.get(up.path()).is(http.StatusOK)
		require.Equal(t, []any{"UPLOAD_INCOMPLETE", float64(names), true}, []any{c["errorCode"], c["totalItems"], c["totalIsFinal"]})
		require.Contains(t, c["errorMessage"], message)
		require.Len(t, r.get(up.path() + "/results/generated-domains").is(http.StatusOK)["items"], names, "what was read stays")
	}
	cut := r.upload("a.example\nb.example\n")
	cut.shows(2)
	require.NoError(t, cut.body.CloseWithError(io.ErrClosedPipe))
	failed(cut, 2, "broke off")

	whole := packed(t, strings.Repeat("a.example\n", 10)+"b.example\n")
	var torn bytes.Buffer
	z := gzip.NewWriter(&torn)
	_, err := io.WriteString(z, "a.example\nb.example\n")
	require.NoError(t, err)
	require.NoError(t, z.Flush())
	open := r.upload(torn.String(), "Content-Encoding", "gzip")
	open.finish()
	(<-open.answer).fails(http.StatusBadRequest, "BAD_REQUEST")
	failed(open, 2, "no valid gzip")

	damaged := r.upload(whole[:len(whole)-8]+"\x00\x01\x02\x03\x04\x05\x06\x07", "Content-Encoding", "gzip")
	damaged.finish()
	(<-damaged.answer).fails(http.StatusBadRequest, "BAD_REQUEST")
	failed(damaged, 2, "no valid gzip")

	stopped := r.upload("a.example\n")
	stopped.shows(1)
	close(r.stopping)
	(<-stopped.answer).fails(http.StatusServiceUnavailable, "SHUTTING_DOWN")
	state, err := r.agg.Campaigns.Load(t.Context(), stopped.id)
	require.NoError(t, err)
	require.Equal(t, campaign.StatusFailed, state.State.Status)
}

func TestListWithAKeyIsReadOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	second := r.another()
	const text, key = "a.example\nb.example\na.example\nbob@example.com\n", "Idempotency-Key"
	first := r.list("name=x", text, key, "k")
	made := first.is(http.StatusCreated)
	before := r.last()
	again := second.list("name=x", "quite.different\n", key, "k")
	replayedAs := again.is(http.StatusCreated)
	require.Equal(t, []any{"true", first.sequence(), first.Header.Get("Location")},
		[]any{again.Header.Get("Idempotency-Replayed"), again.sequence(), again.Header.Get("Location")})
	require.Equal(t, made["campaign"], replayedAs["campaign"])
	require.Equal(t, []any{2.0, 1.0, 1.0}, []any{replayedAs["accepted"], replayedAs["duplicates"], replayedAs["invalid"]})
	require.Equal(t, []any{object{"line": 4.0, "code": "not_a_hostname"}}, replayedAs["invalidLines"])
	second.list("name=y", text, key, "k").fails(http.StatusUnprocessableEntity, "IDEMPOTENCY_KEY_REUSED")
	require.Equal(t, before, r.last())

	// Nothing was made, so it is read anew.
	r.list("name=x", "#", key, "l").fails(http.StatusUnprocessableEntity, "LIST_EMPTY")
	r.list("name=x", "c.example", key, "l").is(http.StatusCreated)
}

// A connection that carried an upload is good for the next request, whenever it
// comes.
func TestConnectionOutlivesAnUpload(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for range 20 {
		r.list("name=x", "a.example\n").is(http.StatusCreated)
		r.get(campaignsPath).is(http.StatusOK)
	}
}

func TestPipelineOfAList(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.references()
	list := r.list("name=x", "a.example\n").is(http.StatusCreated)["campaign"].(object)["id"].(string)
	body := pipelineBody(ids, object{"domainGenerationParams": nil, "sourceListCampaignId": list, "mode": "step_by_step", "autoStart": true})
	made := r.post(pipelinesPath, body).is(http.StatusCreated)
	require.Equal(t, []string{"running", "completed", "running", "pending"}, statusesOf(made))
	require.Equal(t, list, idsOf(made)[0])
	require.NotContains(t, made["steps"].([]any)[0], "pipelineId", "a list belongs to nobody")
	path := pipelinesPath + "/" + made["id"].(string)
	require.Equal(t, []string{"running", "completed", "running", "running"}, statusesOf(r.post(path+"/start", object{}).is(http.StatusOK)))
}
