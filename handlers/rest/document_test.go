package rest_test

import (
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"domainflow/handlers/rest"
)

const committed = "../../docs/openapi.yaml"

func document(t *testing.T) (text []byte, parsed object) {
	t.Helper()
	text, err := rest.Document()
	require.NoError(t, err)
	require.NoError(t, yaml.Unmarshal(text, &parsed))
	return text, parsed
}

func TestCommittedDocumentIsThatOfTheCode(t *testing.T) {
	t.Parallel()
	text, _ := document(t)
	again, err := rest.Document()
	require.NoError(t, err)
	require.Equal(t, string(text), string(again))
	want, err := os.ReadFile(filepath.FromSlash(committed))
	require.NoError(t, err)
	require.Equal(t, string(want), string(text), "run `make generate` and commit docs/openapi.yaml")
}

var parameter = regexp.MustCompile(`:([a-zA-Z]+)`)

func TestDocumentHasEveryRouteAndNoOther(t *testing.T) {
	t.Parallel()
	_, parsed := document(t)
	documented := []string{}
	for path, methods := range parsed["paths"].(object) {
		for method := range methods.(object) {
			documented = append(documented, strings.ToUpper(method)+" "+path)
		}
	}
	registered := []string{}
	for _, route := range rest.New(rest.Config{}).Routes() {
		if strings.HasSuffix(route.Path, "/ws") {
			continue // what follows the upgrade is not HTTP
		}
		registered = append(registered, route.Method+" "+parameter.ReplaceAllString(route.Path, "{$1}"))
	}
	require.ElementsMatch(t, documented, registered)
	require.Len(t, documented, 89)
}

// Every operation says what it answers with, and that errors are problems.
func TestDocumentIsComplete(t *testing.T) {
	t.Parallel()
	_, parsed := document(t)
	require.Equal(t, "3.1.0", parsed["openapi"])
	ids := map[any]bool{}
	for path, methods := range parsed["paths"].(object) {
		for method, value := range methods.(object) {
			operation := value.(object)
			require.NotEmpty(t, operation["summary"], "%s %s", method, path)
			require.NotEmpty(t, operation["tags"], "%s %s", method, path)
			require.NotEmpty(t, operation["operationId"])
			require.False(t, ids[operation["operationId"]], operation["operationId"])
			ids[operation["operationId"]] = true
			responses := operation["responses"].(object)
			problem := responses["default"].(object)["content"].(object)["application/problem+json"].(object)
			require.Equal(t, "#/components/schemas/Problem", problem["schema"].(object)["$ref"])
			require.Greater(t, len(responses), 1, "%s %s", method, path)
		}
	}
}

// Every $ref leads somewhere.
func TestDocumentHoldsTogether(t *testing.T) {
	t.Parallel()
	text, parsed := document(t)
	schemas := parsed["components"].(object)["schemas"].(object)
	used := map[string]bool{}
	for _, ref := range regexp.MustCompile(`\$ref: "#/components/schemas/([A-Za-z]+)"`).FindAllStringSubmatch(string(text), -1) {
		require.Contains(t, schemas, ref[1])
		used[ref[1]] = true
	}
	for name := range schemas {
		require.True(t, used[name], "nothing refers to %s", name)
	}
}

// What is answered to who creates something is the thing and its secret.
func TestDocumentShowsWhatIsCreated(t *testing.T) {
	t.Parallel()
	_, parsed := document(t)
	schemas := parsed["components"].(object)["schemas"].(object)
	members := func(name string) []string {
		return slices.Collect(maps.Keys(schemas[name].(object)["properties"].(object)))
	}
	for thing, secret := range map[string]string{"User": "oneTimePassword", "APIKey": "key", "NATSUser": "seed"} {
		require.ElementsMatch(t, append(members(thing), secret), members("Created"+thing))
	}
}

func TestDocumentIsServed(t *testing.T) {
	t.Parallel()
	r := newIdleRig(t)
	text, parsed := document(t)
	served := r.get(api + "/openapi.yaml")
	require.Equal(t, http.StatusOK, served.StatusCode)
	require.Equal(t, "application/openapi+yaml", served.Header.Get("Content-Type"))
	require.Equal(t, string(text), served.text)
	served = r.get(api + "/openapi.json")
	require.Equal(t, "application/openapi+json", served.Header.Get("Content-Type"))
	require.Len(t, served.is(http.StatusOK)["paths"], len(parsed["paths"].(object)))
}

// The examples of bodies are true.
func TestExamplesAreAccepted(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	_, parsed := document(t)
	schemas := parsed["components"].(object)["schemas"].(object)
	for name, path := range map[string]string{
		"CreateGeneration": generatePath, "CreateDNSPersona": dnsPersonas, "CreateHTTPPersona": httpPersonas, "CreateKeywordSet": keywordSetsPath,
		"CreateNATSUser": natsUsersPath, "CreateUser": usersPath, "CreateAPIKey": apiKeysPath,
	} {
		r.create(path, schemas[name].(object)["examples"].([]any)[0])
	}
}
