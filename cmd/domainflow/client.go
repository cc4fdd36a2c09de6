package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"strings"
	"text/tabwriter"

	"github.com/gorilla/websocket"

	"domainflow/projections"
)

// client uses the API as any script would.
type client struct {
	host string
	// token is who it is; "" for nobody.
	token string
}

func newClient(host string) *client { return &client{host: host} }

// setUp makes the first user.
func (c *client) setUp(ctx context.Context, setup, email, password string) error {
	var made object
	return c.post(ctx, "/auth/setup", object{
		"setupToken": setup, "email": email, "firstName": "First", "lastName": "User", "password": password,
	}, &made)
}

// signIn makes the client be somebody, for as long as an access token lives.
func (c *client) signIn(ctx context.Context, email, password string) error {
	var grant struct {
		AccessToken string `json:"accessToken"`
	}
	err := c.post(ctx, "/auth/login", object{"email": email, "password": password, "session": "token"}, &grant)
	c.token = grant.AccessToken
	return err
}

// request is one to the API.
func (c *client) request(ctx context.Context, method, path string, body io.Reader) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, method, "http://"+c.host+"/api/v2"+path, body)
	if err == nil {
		request.Header = c.header()
	}
	return request, err
}

// header says who asks.
func (c *client) header() http.Header {
	header := http.Header{}
	if c.token != "" {
		header.Set("Authorization", "Bearer "+c.token)
	}
	return header
}

// object is a JSON object.
type object map[string]any

func (o object) with(more object) object {
	out := maps.Clone(o)
	maps.Copy(out, more)
	return out
}

// create posts a resource and returns its id.
func (c *client) create(ctx context.Context, path string, body object) (id string, err error) {
	var made struct {
		ID string `json:"id"`
	}
	err = c.post(ctx, path, body, &made)
	return made.ID, err
}

func (c *client) post(ctx context.Context, path string, body object, out any) error {
	encoded, err := json.Marshal(body)
	if err != nil {
		return err
	}
	return c.call(ctx, http.MethodPost, path, bytes.NewReader(encoded), out)
}

// call decodes the answer into out, or turns it into an error.
func (c *client) call(ctx context.Context, method, path string, body io.Reader, out any) error {
	request, err := c.request(ctx, method, path, body)
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	if response.StatusCode >= http.StatusBadRequest {
		return fmt.Errorf("%s %s: %s: %s", method, path, response.Status, answer)
	}
	return json.Unmarshal(answer, out)
}

// watch shows the progress of campaigns until all of them have ended.
func (c *client) watch(ctx context.Context, run []step, stdout io.Writer) error {
	ids := make([]string, len(run))
	for i, s := range run {
		ids[i] = s.id
	}
	conn, response, err := websocket.DefaultDialer.DialContext(ctx, "ws://"+c.host+"/api/v2/ws", c.header())
	if err != nil {
		return fmt.Errorf("live feed: %w", err)
	}
	defer func() { _ = conn.Close() }()
	defer response.Body.Close()
	stop := context.AfterFunc(ctx, func() { _ = conn.Close() })
	defer stop()
	subscribe := object{"type": "subscribe", "id": "demo", "campaignIds": ids, "since": 0,
		"types": []string{"campaign.progress", "campaign.completed"}}
	if err := conn.WriteJSON(subscribe); err != nil {
		return fmt.Errorf("live feed: %w", err)
	}
	bars := newBars(run, stdout)
	for !bars.done() {
		var message struct {
			CampaignID string
			Data       projections.Progress
		}
		if err := conn.ReadJSON(&message); err != nil {
			return fmt.Errorf("live feed: %w", err)
		}
		bars.update(message.CampaignID, message.Data)
	}
	return nil
}

// tableRows is how many matches the table shows.
const tableRows = 15

// table prints the first matches of an HTTP campaign.
func (c *client) table(ctx context.Context, id string, stdout io.Writer) error {
	var page projections.Page[projections.HTTPResult]
	path := fmt.Sprintf("/campaigns/%s/results/http-keyword?status=match&limit=%d", id, tableRows)
	if err := c.call(ctx, http.MethodGet, path, http.NoBody, &page); err != nil {
		return err
	}
	fmt.Fprintf(stdout, "\nThe first %d matches:\n\n", len(page.Items))
	table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tCODE\tKEYWORD\tIN CONTEXT")
	for _, r := range page.Items {
		m := r.Matches[0]
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\n", r.DomainName, r.StatusCode, m.Pattern, printable(m.Context))
	}
	return table.Flush()
}

// printable keeps fetched text from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return ' '
		}
		return r
	}, s)
}
