package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/gorilla/websocket"
	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
)

// answer is what a command got.
type answer struct {
	status   int
	sequence string
	body     struct{ ID, Status, Code string }
}

// insist sends a command under one key until somebody can answer it: what is
// not answered may have been carried out all the same, which the key is for.
func (m *machines) insist(i int, path, key, body string) (a answer, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		a, err = m.at(i).send(ctx, path, key, body)
		if err == nil && a.status < http.StatusInternalServerError || ctx.Err() != nil {
			return a, err
		}
		<-time.After(tick)
	}
}

func (c *client) send(ctx context.Context, path, key, body string) (a answer, err error) {
	request, err := c.request(ctx, http.MethodPost, path, strings.NewReader(body))
	if err != nil {
		return a, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", key)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return a, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return a, err
	}
	a.status, a.sequence = response.StatusCode, response.Header.Get("Event-Sequence")
	return a, json.Unmarshal(text, &a.body)
}

// createTwice sends one command to both serves at once and gives the id of what
// was created, by which of them ever.
func (m *machines) createTwice() (id string, err error) {
	key := uuid.NewString()
	body := fmt.Sprintf(`{"name": %q, "configDetails": {"resolvers": ["1.1.1.1"]}}`, key)
	var answers [2]answer
	var errs [2]error
	var both sync.WaitGroup
	for i := range 2 {
		both.Go(func() { answers[i], errs[i] = m.insist(i, "/personas/dns", key, body) })
	}
	both.Wait()
	for _, a := range answers {
		// 202: stored, while the read models are behind (docs/decisions/0001).
		if a.status != http.StatusCreated && a.status != http.StatusAccepted {
			errs[0] = errors.Join(errs[0], errors.New("not created"))
		}
	}
	first, second := answers[0], answers[1]
	if errs[0] != nil || errs[1] != nil || first.body.ID != second.body.ID || first.sequence != second.sequence {
		return "", fmt.Errorf("one command on two instances: %+v %+v", answers, errs)
	}
	return answers[0].body.ID, nil
}

// pauseAndResume sends the one to the first serve and the other to the second.
func (m *machines) pauseAndResume(id string) error {
	for i, verb := range []string{"pause", "resume"} {
		want := [2]string{string(campaign.StatusPaused), string(campaign.StatusRunning)}[i]
		a, err := m.insist(i, "/campaigns/"+id+"/"+verb, uuid.NewString(), "{}")
		switch {
		case err != nil:
			return err
		case a.status == http.StatusConflict && a.body.Code == "INVALID_STATE": // it has come to its end
			return nil
		case a.status >= http.StatusBadRequest || a.status == http.StatusOK && a.body.Status != want && a.body.Status != string(campaign.StatusCompleted):
			return fmt.Errorf("%s: %+v", verb, a)
		}
	}
	return nil
}

// roamer reads the live feed at one serve until it is cut off, and goes on at
// the other one.
type roamer struct {
	m    *machines
	mu   sync.Mutex
	seen []uint64
}

// watch begins to read the events of campaigns.
func (m *machines) watch(t *testing.T) *roamer {
	r := &roamer{m: m}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; ctx.Err() == nil; i++ {
			r.read(ctx, m.at(i).client)
		}
	}()
	t.Cleanup(func() { cancel(); <-done })
	return r
}

// read takes what a serve sends until it ends.
func (r *roamer) read(ctx context.Context, at *client) {
	conn, response, err := websocket.DefaultDialer.DialContext(ctx, "ws://"+at.host+"/api/v2/ws", at.header())
	if err != nil {
		<-time.After(tick)
		return
	}
	defer response.Body.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	defer func() { _ = conn.Close() }()
	since := uint64(0)
	if n := len(r.seen); n > 0 {
		since = r.seen[n-1]
	}
	subscribe := object{"type": "subscribe", "id": "s", "all": true, "types": []string{"campaign.*"}, "since": since}
	for err = conn.WriteJSON(subscribe); err == nil; {
		var m struct {
			Type           string
			Sequence       uint64
			SubscriptionID string
		}
		if err = conn.ReadJSON(&m); err != nil || m.Type == "error" {
			return // cut off, or told to try again: NATS elects a leader
		}
		if m.SubscriptionID == "s" && m.Type != "campaign.progress" {
			r.mu.Lock()
			r.seen = append(r.seen, m.Sequence)
			r.mu.Unlock()
		}
	}
}

// upTo waits for an event and gives all that came until then.
func (r *roamer) upTo(sequence uint64) (seen []uint64) {
	require.Eventually(r.m.t, func() bool {
		r.mu.Lock()
		defer r.mu.Unlock()
		seen = slices.Clone(r.seen)
		return len(seen) > 0 && seen[len(seen)-1] >= sequence
	}, patience, tick)
	return seen
}
