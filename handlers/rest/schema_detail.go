package rest

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/campaign"
	"domainflow/domain/pattern"
	"domainflow/domain/persona"
)

// object is a JSON object.
type object = map[string]any

// examples of bodies that are accepted as they stand; a test sends each.
var examples = map[string]object{
	"CreateGeneration": {
		"name": "shops", "patternType": "prefix", "variableLength": 3, "characterSet": "abcdefghijklmnopqrstuvwxyz",
		"constantString": "-shop", "tlds": []string{"com", "co.uk"}, "numDomainsToGenerate": "20000", "autoStart": true,
	},
	"CreateDNSPersona": {
		"name": "public resolvers", "configDetails": object{"resolvers": []string{"9.9.9.9", "tcp://1.1.1.1:53"}, "rateLimitDps": 500},
	},
	"CreateHTTPPersona": {
		"name": "research", "configDetails": object{"userAgent": "Mozilla/5.0 (compatible; research)", "headers": object{"Accept-Language": "en"}},
	},
	"CreateNATSUser": {"name": "warehouse", "subjects": []string{"domainflow.campaign.>", "domainflow.*.*.created"}},
	"CreateUser":     {"email": "ada@example.org", "firstName": "Ada", "lastName": "Lovelace", "roles": []string{"user"}},
	"CreateAPIKey":   {"name": "nightly export", "scopes": []string{"campaigns:read", "reports:generate"}, "expiresAt": "2099-12-31T00:00:00Z"},
	"CreateKeywordSet": {
		"name": "phishing", "rules": []object{
			{"pattern": "sign in", "ruleType": "string", "category": "login"},
			{"pattern": "inv[o0]ice", "ruleType": "regex", "weight": 50},
		},
	},
}

// oneOf is a member that has one of several types, according to another one.
func oneOf(r huma.Registry, types ...reflect.Type) *huma.Schema {
	s := &huma.Schema{}
	for _, t := range types {
		s.OneOf = append(s.OneOf, r.Schema(t, true, ""))
	}
	return s
}

// complete adds to the document what no Go type says.
func complete(r huma.Registry) {
	all := r.Map()
	all["Campaign"].Properties["params"] = oneOf(r, reflect.TypeFor[campaign.GenerationParams](),
		reflect.TypeFor[campaign.ListParams](), reflect.TypeFor[campaign.DNSParams](), reflect.TypeFor[campaign.HTTPParams]())
	all["Campaign"].Properties["estimatedCompletionAt"].Nullable = true
	all["Campaign"].Properties["waitingFor"].Enum = []any{"source"}
	all["GenerationParams"].Properties["patternType"] = r.Schema(reflect.TypeFor[pattern.Type](), true, "")
	all["Persona"].Properties["configDetails"] = oneOf(r, reflect.TypeFor[persona.DNSConfig](),
		reflect.TypeFor[persona.HTTPConfig]())
	all["CampaignDetail"].Properties["params"] = all["Campaign"].Properties["params"]
	all["CampaignDetail"].Properties["estimatedCompletionAt"] = all["Campaign"].Properties["estimatedCompletionAt"]
	all["CampaignDetail"].Properties["waitingFor"] = all["Campaign"].Properties["waitingFor"]
	all["FrozenPersona"].Properties["configDetails"] = all["Persona"].Properties["configDetails"]
	for name, example := range examples {
		all[name].Examples = []any{example}
	}
}
