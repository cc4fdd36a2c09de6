package rest_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// secretive are names of members that sound as if nobody should see them.
var secretive = regexp.MustCompile(`(?i)hash|secret|salt|password|passphrase|cipher|private|token|seed|credential`)

// harmless are those that answers have all the same, and why.
var harmless = map[string]string{
	"patternHash":           "names a space of names",
	"contentHash":           "tells one page from another",
	"privateAddress":        "is about the address of a domain",
	"seed":                  "of a NATS user, shown once to who made them",
	"accessToken":           "is what signing in is for",
	"refreshToken":          "the same",
	"tokenType":             "is always Bearer",
	"mustChangePassword":    "says only that",
	"oneTimePassword":       "the first one of a user, shown once to who made them",
	"passwordMinLength":     "is a setting",
	"accessTokenTtlSeconds": "is a setting", "refreshTokenTtlSeconds": "is a setting",
}

// S03: no answer has a member for a hash or a secret.
func TestAnswersHaveNoMemberForSecrets(t *testing.T) {
	t.Parallel()
	_, parsed := document(t)
	schemas := parsed["components"].(object)["schemas"].(object)
	seen, names := map[string]bool{}, map[string]bool{}
	var look func(any)
	look = func(value any) {
		switch value := value.(type) {
		case []any:
			for _, item := range value {
				look(item)
			}
		case object:
			if ref, _ := value["$ref"].(string); ref != "" && !seen[ref] {
				seen[ref] = true
				look(schemas[ref[strings.LastIndex(ref, "/")+1:]])
			}
			if properties, ok := value["properties"].(object); ok {
				for name := range properties {
					names[name] = true
				}
			}
			for key, item := range value {
				if key != "example" && key != "examples" {
					look(item)
				}
			}
		}
	}
	for _, methods := range parsed["paths"].(object) {
		for _, operation := range methods.(object) {
			look(operation.(object)["responses"])
		}
	}
	require.Contains(t, names, "ownerId", "answers are looked through")
	for name := range names {
		if secretive.MatchString(name) {
			require.Contains(t, harmless, name, "an answer has the member %q", name)
		}
	}
}
