package main

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"domainflow/internal/embedded/natstest"
	"domainflow/internal/embedded/pgtest"
	"domainflow/internal/lab"
)

// Subjects, headers and bodies of a whole log are what docs/asyncapi.yaml says,
// for those who subscribe and for those who read the stream.
func TestLogIsAsDocumented(t *testing.T) {
	t.Parallel()
	world := startLab(t, lab.Config{Seed: 10})
	servers := natstest.Start(t, 3)
	heard, err := servers.Conns[0].SubscribeSync("domainflow.>")
	require.NoError(t, err)
	p := serve(t, "--nats-url", servers.Server(0).ClientURL(), "--postgres-url", pgtest.Database(t))
	run := p.order(world, 100, 0)
	p.changeAll(run)
	p.until(run.http, completed)
	require.NoError(t, p.terminate(), p.output)

	document, seen := readDocument(t), map[string]bool{}
	for i, stored := range readLog(t, servers.Conns[0]) {
		document.check(t, stored.Subject(), stored.Headers(), stored.Data())
		require.NotContains(t, stored.Headers(), "Nats-Sequence")
		seen[stored.Headers().Get("ce-type")] = true
		published, err := heard.NextMsg(patience)
		require.NoError(t, err)
		document.check(t, published.Subject, published.Header, published.Data)
		require.Equal(t, strconv.Itoa(i+1), published.Header.Get("Nats-Sequence"))
		require.Equal(t, stored.Data(), published.Data)
	}
	for _, name := range []string{
		"campaign.created", "campaign.started", "campaign.renamed", "campaign.cancelled", "campaign.completed", "campaign.deleted",
		"campaign.names_generated", "campaign.names_resolved", "campaign.pages_checked", "claim.released", "claim.taken",
		"keyword_set.created", "keyword_set.deleted", "keyword_set.updated", "pattern.range_reserved",
		"persona.created", "persona.deleted", "persona.updated", "pipeline.created",
		"setting.changed",
	} {
		require.Contains(t, seen, name)
	}
}

// changeAll lets happen what a run of campaigns does not bring about.
func (p *process) changeAll(run chain) {
	p.t.Helper()
	do := func(method, path, contentType, body string) (id string) {
		request, err := p.request(p.t.Context(), method, path, strings.NewReader(body))
		require.NoError(p.t, err)
		request.Header.Set("Content-Type", contentType)
		response, err := http.DefaultClient.Do(request)
		require.NoError(p.t, err)
		defer response.Body.Close()
		answer, err := io.ReadAll(response.Body)
		require.NoError(p.t, err)
		require.Less(p.t, response.StatusCode, 300, "%s %s: %s", method, path, answer)
		var made struct{ ID string }
		_ = json.Unmarshal(answer, &made) // a deletion answers nothing
		return made.ID
	}
	const plain, asJSON = "text/plain", "application/json"
	dns := do("POST", "/personas/dns", asJSON, `{"name": "d", "configDetails": {"resolvers": ["9.9.9.9"]}}`)
	web := do("POST", "/personas/http", asJSON, `{"name": "h", "configDetails": {"userAgent": "test", "headers": {}}}`)
	words := do("POST", "/keywords/sets", asJSON, `{"name": "s", "rules": [{"pattern": "a", "ruleType": "string"}]}`)
	do("PUT", "/keywords/sets/"+words, asJSON, `{"name": "t", "isEnabled": true, "rules": [{"pattern": "b.", "ruleType": "regex", "category": "c"}]}`)
	do("POST", "/pipelines", asJSON, `{"name": "p", "mode": "step_by_step", "domainGenerationParams": {"patternType": "both",
		"prefixVariableLength": 1, "suffixVariableLength": 0, "characterSet": "ab", "constantString": "x", "tld": "com", "numDomainsToGenerate": "1"},
		"dnsValidationParams": {"personaIds": ["`+dns+`"]}, "httpKeywordParams": {"personaIds": ["`+web+`"], "keywordSetIds": ["`+words+`"]}}`)
	do("POST", "/campaigns/list?name=l", plain, "a.example\nnot a name\na.example\n")
	follower := do("POST", "/campaigns/dns-validate", asJSON, `{"name": "f", "sourceCampaignId": "`+run.names+`", "personaIds": ["`+dns+`"]}`)
	do("PATCH", "/campaigns/"+follower, asJSON, `{"name": "g"}`)
	do("POST", "/campaigns/"+follower+"/cancel", asJSON, `{"reason": "r"}`)
	do("DELETE", "/campaigns/"+follower, asJSON, "")
	do("PUT", "/personas/dns/"+dns, asJSON, `{"name": "e", "isEnabled": false, "configDetails": {"resolvers": ["tcp://9.9.9.9"]}}`)
	do("DELETE", "/personas/http/"+web, asJSON, "")
	do("DELETE", "/keywords/sets/"+words, asJSON, "")
}

// readLog gives all that EVENTS holds.
func readLog(t *testing.T, nc *nats.Conn) (found []jetstream.Msg) {
	t.Helper()
	js, err := jetstream.New(nc)
	require.NoError(t, err)
	stream, err := js.Stream(t.Context(), "EVENTS")
	require.NoError(t, err)
	consumer, err := stream.OrderedConsumer(t.Context(), jetstream.OrderedConsumerConfig{})
	require.NoError(t, err)
	messages, err := consumer.Messages(jetstream.PullHeartbeat(500 * time.Millisecond))
	require.NoError(t, err)
	defer messages.Stop()
	for range stream.CachedInfo().State.Msgs {
		m, err := messages.Next(jetstream.NextMaxWait(patience))
		require.NoError(t, err)
		found = append(found, m)
	}
	return found
}

// document is docs/asyncapi.yaml: its events, and all headers it names.
type document struct {
	events  map[string]documented
	headers map[string]any
}

type documented struct {
	subject          *regexp.Regexp
	headers, payload *jsonschema.Schema
}

var (
	parameter = regexp.MustCompile(`\\{\w+\\}`)
	// howStored are headers that are not for readers.
	howStored = regexp.MustCompile(`^Nats-(Batch|Expected)-`)
)

func readDocument(t *testing.T) document {
	t.Helper()
	file, err := filepath.Abs("../../docs/asyncapi.yaml")
	require.NoError(t, err)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var whole any
	require.NoError(t, yaml.Unmarshal(text, &whole))
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	require.NoError(t, compiler.AddResource(file, whole))
	var parsed struct {
		Channels   map[string]struct{ Address string }
		Components struct {
			Schemas map[string]struct{ Properties map[string]any }
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &parsed))
	d := document{map[string]documented{}, parsed.Components.Schemas["eventHeaders"].Properties}
	maps.Copy(d.headers, parsed.Components.Schemas["resultHeaders"].Properties)
	for name, channel := range parsed.Channels {
		message := file + "#/channels/" + name + "/messages/" + name
		subject := parameter.ReplaceAllString(regexp.QuoteMeta(channel.Address), `[A-Za-z0-9_-]+`)
		d.events[name] = documented{
			regexp.MustCompile("^" + subject + "$"), compiler.MustCompile(message + "/headers"), compiler.MustCompile(message + "/payload"),
		}
	}
	return d
}

func (d document) check(t *testing.T, subject string, headers nats.Header, data []byte) {
	t.Helper()
	said, ok := d.events[headers.Get("ce-type")]
	require.True(t, ok, subject)
	require.Regexp(t, said.subject, subject)
	single := map[string]any{}
	for name, values := range headers {
		require.Len(t, values, 1)
		if !howStored.MatchString(name) {
			require.Contains(t, d.headers, name)
		}
		single[name] = values[0]
	}
	require.NoError(t, said.headers.Validate(single), "%s %s", subject, single)
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	require.NoError(t, said.payload.Validate(body), "%s %s", subject, data)
}
