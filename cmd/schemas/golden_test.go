package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/domain/catalog"
	"domainflow/domain/keywordset"
	"domainflow/domain/user"
)

// golden is the JSON of an event that was written once, and its schema.
type golden struct {
	name   string // persona/created.http
	event  reflect.Type
	schema *jsonschema.Schema
	data   []byte
}

func goldens(t *testing.T) map[string]golden {
	t.Helper()
	found := map[string]golden{}
	for category, events := range catalog.Events {
		for _, event := range events {
			kind := reflect.TypeOf(event)
			of := path.Base(kind.PkgPath())
			schema := compile(t, category+"."+event.EventType())
			files, err := filepath.Glob(filepath.Join(root, "domain", of, "testdata", "events", event.EventType()+".*json"))
			require.NoError(t, err)
			require.NotEmpty(t, files, "%s.%s has no golden", category, event.EventType())
			for _, file := range files {
				data, err := os.ReadFile(file)
				require.NoError(t, err)
				name := of + "/" + strings.TrimSuffix(filepath.Base(file), ".json")
				found[name] = golden{name, kind, schema, data}
			}
		}
	}
	return found
}

func compile(t *testing.T, name string) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(filepath.Join(root, schemaDir, name+".json"))
	require.NoError(t, err)
	return schema
}

func decode(t *testing.T, data []byte) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	require.NoError(t, err)
	return v
}

func TestGoldensAreValid(t *testing.T) {
	t.Parallel()
	for name, g := range goldens(t) {
		require.NoError(t, g.schema.Validate(decode(t, g.data)), name)
	}
}

// What Go would write although it was not there is required, and nothing else.
func TestMembersAreRequiredThatAreAlwaysWritten(t *testing.T) {
	t.Parallel()
	required := 0
	for name, g := range goldens(t) {
		for _, at := range places(decode(t, g.data)) {
			v := decode(t, g.data)
			if !remove(v, at) {
				continue
			}
			_, always := lookup(g.rewrite(t, v), at)
			err := g.schema.Validate(v)
			require.Equal(t, always, err != nil, "%s without %v: %v", name, at, err)
			if always {
				required++
			}
		}
	}
	require.Positive(t, required)
}

// rewrite is what Go makes of a body when it reads it and writes it again.
func (g golden) rewrite(t *testing.T, v any) any {
	t.Helper()
	kind := g.event
	if reflect.PointerTo(kind).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		// Whether columns fit each other is more than a schema can say.
		kind = reflect.StructOf(slices.Collect(kind.Fields()))
	}
	data, err := json.Marshal(v)
	require.NoError(t, err)
	event := reflect.New(kind)
	require.NoError(t, json.Unmarshal(data, event.Interface()))
	data, err = json.Marshal(event.Interface())
	require.NoError(t, err)
	return decode(t, data)
}

func TestOtherTypesAreRefused(t *testing.T) {
	t.Parallel()
	const fraction = json.Number("0.5")
	others := []any{nil, true, json.Number("7"), fraction, "text", []any{}, object{}}
	for name, g := range goldens(t) {
		for _, at := range places(decode(t, g.data)) {
			for _, other := range others {
				v := decode(t, g.data)
				was, _ := lookup(v, at)
				// All numbers are integers but for one.
				allowed := other != fraction || at[len(at)-1] == "rateLimitDps"
				if reflect.TypeOf(was) == reflect.TypeOf(other) && allowed {
					continue
				}
				set(v, at, other)
				require.Error(t, g.schema.Validate(v), "%s with %v = %v", name, at, other)
			}
		}
	}
}

func TestValuesOfClosedSetsAndFormats(t *testing.T) {
	t.Parallel()
	all := goldens(t)
	for _, c := range []struct {
		golden, at string
		accepted   []string
		refused    string
	}{
		{"campaign/created", "campaignType", []string{"domain_generation", "domain_list", "dns_validation", "http_keyword_validation"}, "x"},
		{"campaign/created.dns", "params dnsValidationParams recordTypes 0", texts(campaign.RecordTypes), "PTR"},
		{"campaign/completed", "completionReason", []string{"all_done", "space_exhausted", "source_cancelled", "source_failed"}, ""},
		{"campaign/names_resolved", "status values 0", texts(campaign.DNSStatuses), "pending"},
		{"campaign/names_resolved", "records 0 a 0", []string{"192.0.2.1", "2001:db8::1"}, "a.example"},
		{"campaign/pages_checked", "pages 0 status", texts(campaign.HTTPStatuses), "pending"},
		{"campaign/pages_checked", "pages 0 checkedAt", []string{"2026-03-01T12:00:00.25Z", "2026-03-01T12:00:00Z"}, "yesterday"},
		{"keywordset/created", "matchIn 0", texts(keywordset.Places), "body"},
		{"keywordset/created", "rules 0 ruleType", []string{"string", "regex"}, "glob"},
		{"pattern/range_reserved", "to", []string{"0", "9223372036854775808"}, "1e3"},
		{"persona/created", "personaType", []string{"dns", "http"}, "whois"},
		{"pipeline/created", "mode", []string{"full_sequence", "step_by_step"}, "random"},
		{"user/created", "roles 0", texts(user.Roles), "root"},
		{"user/api_key_created", "scopes 0", texts(user.All.List()), "campaigns:*"},
	} {
		g, ok := all[c.golden]
		require.True(t, ok, c.golden)
		v, at := decode(t, g.data), strings.Fields(c.at)
		for _, value := range c.accepted {
			set(v, at, value)
			require.NoError(t, g.schema.Validate(v), "%s with %s", c.golden, value)
		}
		set(v, at, c.refused)
		require.Error(t, g.schema.Validate(v), "%s with %s", c.golden, c.refused)
	}
}

func texts[S ~string](values []S) []string {
	var out []string
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

// Members of a newer program are no error.
func TestUnknownMembersAreAccepted(t *testing.T) {
	t.Parallel()
	for name, g := range goldens(t) {
		v := decode(t, g.data)
		v.(object)["addedLater"] = true
		require.NoError(t, g.schema.Validate(v), name)
	}
}
