package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"go.yaml.in/yaml/v3"

	"domainflow/domain/catalog"
	"domainflow/eventstore"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// root of the module, from where tests run.
const root = "../.."

func TestCommittedDocumentsAreThoseOfTheCode(t *testing.T) {
	t.Parallel()
	files, err := generate(root, catalog.Events)
	require.NoError(t, err)
	again, err := generate(root, catalog.Events)
	require.NoError(t, err)
	require.Equal(t, files, again)
	for name, content := range files {
		committed, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err, "run `make generate`")
		require.Equal(t, string(content), string(committed), "%s: run `make generate`", name)
	}
	committed, err := os.ReadDir(filepath.Join(root, schemaDir))
	require.NoError(t, err)
	require.Len(t, committed, len(files)-1, "run `make generate`: there are schemas of no event")
}

func TestRunLeavesNothingStale(t *testing.T) {
	t.Parallel()
	elsewhere := t.TempDir()
	domain, err := filepath.Abs(filepath.Join(root, "domain"))
	require.NoError(t, err)
	require.NoError(t, os.Symlink(domain, filepath.Join(elsewhere, "domain")))
	stale := filepath.Join(elsewhere, schemaDir, "campaign.forgotten.json")
	require.NoError(t, os.MkdirAll(filepath.Dir(stale), 0o755))
	require.NoError(t, os.WriteFile(stale, nil, 0o644))
	require.NoError(t, run(elsewhere))
	require.NoFileExists(t, stale)
	for _, name := range []string{asyncapiFile, schemaDir + "/campaign.started.json"} {
		want, err := os.ReadFile(filepath.Join(root, name))
		require.NoError(t, err)
		got, err := os.ReadFile(filepath.Join(elsewhere, name))
		require.NoError(t, err)
		require.Equal(t, string(want), string(got))
	}
}

func parse(t *testing.T, file string) (parsed object) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, &parsed))
	return parsed
}

func TestDocumentIsAsyncAPI(t *testing.T) {
	t.Parallel()
	official := filepath.Join(root, ".tools", "asyncapi-3.0.0.json")
	require.FileExists(t, official, "`make asyncapi` gets it")
	schema, err := jsonschema.NewCompiler().Compile(official)
	require.NoError(t, err)
	document := parse(t, asyncapiFile)
	require.NoError(t, schema.Validate(document))
	document["operations"].(object)["send.campaign.started"].(object)["action"] = "shout"
	require.Error(t, schema.Validate(document))
}

func TestEveryEventIsInTheDocument(t *testing.T) {
	t.Parallel()
	document := parse(t, asyncapiFile)
	channels, operations := document["channels"].(object), document["operations"].(object)
	n := 0
	for category, events := range catalog.Events {
		for _, event := range events {
			n++
			name := category + "." + event.EventType()
			require.Contains(t, channels[name].(object)["address"], "domainflow."+category+".{id}."+event.EventType())
			sent := operations["send."+name].(object)
			require.Equal(t, "send", sent["action"])
			require.Equal(t, object{"$ref": "#/channels/" + name}, sent["channel"])
			payload := channels[name].(object)["messages"].(object)[name].(object)["payload"].(object)["$ref"].(string)
			require.Equal(t, eventstore.DataSchema(category, event.EventType()), parse(t, filepath.Join("docs", payload))["$id"])
		}
	}
	require.Len(t, channels, n)
	require.Len(t, operations, n)
}

// Every $ref leads somewhere, and what can be referred to is.
func TestDocumentHoldsTogether(t *testing.T) {
	t.Parallel()
	document := parse(t, asyncapiFile)
	used := map[string]bool{}
	references(document, func(ref string) {
		if file, ok := strings.CutPrefix(ref, "schemas/"); ok {
			require.FileExists(t, filepath.Join(root, schemaDir, file))
			return
		}
		used[ref] = true
		var at any = document
		for _, word := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
			require.Contains(t, at, word, ref)
			at = at.(object)[word]
		}
	})
	for kind, entries := range document["components"].(object) {
		for name := range entries.(object) {
			require.True(t, used["#/components/"+kind+"/"+name], "nothing refers to %s", name)
		}
	}
	require.Equal(t, parse(t, "docs/openapi.yaml")["info"].(object)["version"], document["info"].(object)["version"])
}

func references(v any, visit func(ref string)) {
	switch v := v.(type) {
	case object:
		for key, value := range v {
			if ref, ok := value.(string); ok && key == "$ref" {
				visit(ref)
			}
			references(value, visit)
		}
	case []any:
		for _, value := range v {
			references(value, visit)
		}
	}
}
