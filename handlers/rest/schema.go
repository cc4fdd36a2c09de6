package rest

import (
	"net/netip"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/pattern"
	"domainflow/domain/persona"
	"domainflow/projections"
)

// aliases give types of other packages the schema of what they write: huma
// cannot see through their MarshalJSON, and Go types have no closed sets.
var aliases = map[reflect.Type]reflect.Type{
	reflect.TypeFor[domain.Big]():                reflect.TypeFor[bigSchema](),
	reflect.TypeFor[projections.Time]():          reflect.TypeFor[timeSchema](),
	reflect.TypeFor[netip.Addr]():                reflect.TypeFor[string](),
	reflect.TypeFor[campaign.Type]():             reflect.TypeFor[campaignTypes](),
	reflect.TypeFor[campaign.Status]():           reflect.TypeFor[campaignStatuses](),
	reflect.TypeFor[campaign.CompletionReason](): reflect.TypeFor[completionReasons](),
	reflect.TypeFor[campaign.RecordType]():       reflect.TypeFor[recordTypes](),
	reflect.TypeFor[campaign.DNSStatus]():        reflect.TypeFor[dnsStatuses](),
	reflect.TypeFor[campaign.HTTPStatus]():       reflect.TypeFor[httpStatuses](),
	reflect.TypeFor[pattern.Type]():              reflect.TypeFor[patternTypes](),
	reflect.TypeFor[persona.Type]():              reflect.TypeFor[personaTypes](),
	reflect.TypeFor[keywordset.Place]():          reflect.TypeFor[matchPlaces](),
	reflect.TypeFor[keywordset.RuleType]():       reflect.TypeFor[ruleTypes](),
}

type (
	bigSchema         struct{}
	timeSchema        struct{}
	campaignTypes     string
	campaignStatuses  string
	completionReasons string
	recordTypes       string
	dnsStatuses       string
	httpStatuses      string
	patternTypes      string
	personaTypes      string
	matchPlaces       string
	ruleTypes         string
)

func (bigSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^[0-9]+$`, Description: "A decimal number that may exceed 2^53"}
}

func (timeSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Description: "RFC 3339, UTC, milliseconds"}
}

func (campaignTypes) Schema(huma.Registry) *huma.Schema {
	return enumOf(campaign.Generation, campaign.DNS, campaign.HTTP)
}

func (campaignStatuses) Schema(huma.Registry) *huma.Schema {
	return enumOf(campaign.StatusPending, campaign.StatusRunning, campaign.StatusPaused, campaign.StatusCompleted,
		campaign.StatusCancelled)
}

func (completionReasons) Schema(huma.Registry) *huma.Schema {
	return enumOf(campaign.AllDone, campaign.SpaceExhausted, campaign.SourceCancelled)
}

func (recordTypes) Schema(huma.Registry) *huma.Schema { return enumOf(campaign.RecordTypes...) }

func (dnsStatuses) Schema(huma.Registry) *huma.Schema { return enumOf(campaign.DNSStatuses...) }

func (httpStatuses) Schema(huma.Registry) *huma.Schema { return enumOf(campaign.HTTPStatuses...) }

func (patternTypes) Schema(huma.Registry) *huma.Schema {
	return enumOf(pattern.Prefix, pattern.Suffix, pattern.Both)
}

func (personaTypes) Schema(huma.Registry) *huma.Schema { return enumOf(persona.DNS, persona.HTTP) }

func (matchPlaces) Schema(huma.Registry) *huma.Schema { return enumOf(keywordset.Places...) }

func (ruleTypes) Schema(huma.Registry) *huma.Schema {
	return enumOf(keywordset.String, keywordset.Regex)
}

// enumOf is a closed set of strings.
func enumOf[S ~string](values ...S) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}

// names of types that have none, or no good one, of their own.
var names = map[reflect.Type]string{
	reflect.TypeFor[problem]():                                  "Problem",
	reflect.TypeFor[domain.FieldError]():                        "FieldError",
	reflect.TypeFor[projections.Page[projections.Campaign]]():   "CampaignPage",
	reflect.TypeFor[projections.Page[projections.Name]]():       "NamePage",
	reflect.TypeFor[projections.Page[projections.DNSResult]]():  "DNSResultPage",
	reflect.TypeFor[projections.Page[projections.HTTPResult]](): "HTTPResultPage",
	reflect.TypeFor[projections.Page[projections.Persona]]():    "PersonaPage",
	reflect.TypeFor[projections.Page[projections.KeywordSet]](): "KeywordSetPage",
	reflect.TypeFor[PersonaBody[persona.DNSInput]]():            "CreateDNSPersona",
	reflect.TypeFor[PersonaBody[persona.HTTPInput]]():           "CreateHTTPPersona",
	reflect.TypeFor[personaUpdate[persona.DNSInput]]():          "UpdateDNSPersona",
	reflect.TypeFor[personaUpdate[persona.HTTPInput]]():         "UpdateHTTPPersona",
	reflect.TypeFor[KeywordSetBody]():                           "CreateKeywordSet",
	reflect.TypeFor[keywordSetUpdate]():                         "UpdateKeywordSet",
	reflect.TypeFor[ruleBody]():                                 "RuleInput",
	reflect.TypeFor[generation]():                               "CreateGeneration",
	reflect.TypeFor[dnsValidation]():                            "CreateDNSValidation",
	reflect.TypeFor[httpValidation]():                           "CreateHTTPKeywordValidation",
}

func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if name, ok := names[t]; ok {
		return name
	}
	return huma.DefaultSchemaNamer(t, hint)
}

// oneOf is a member that has one of several types, according to another one.
func oneOf(r huma.Registry, types ...reflect.Type) *huma.Schema {
	s := &huma.Schema{}
	for _, t := range types {
		s.OneOf = append(s.OneOf, r.Schema(t, true, ""))
	}
	return s
}

// complete adds what no Go type says.
func complete(r huma.Registry) {
	r.Map()["Campaign"].Properties["params"] = oneOf(r, reflect.TypeFor[campaign.GenerationParams](),
		reflect.TypeFor[campaign.DNSParams](), reflect.TypeFor[campaign.HTTPParams]())
	r.Map()["Persona"].Properties["configDetails"] = oneOf(r, reflect.TypeFor[persona.DNSConfig](),
		reflect.TypeFor[persona.HTTPConfig]())
	r.Map()["Campaign"].Properties["estimatedCompletionAt"].Nullable = true
	r.Map()["Campaign"].Properties["waitingFor"].Enum = []any{"source"}
}
