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
	"domainflow/domain/pipeline"
	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/internal/namelist"
	"domainflow/projections"
)

// aliases give types of other packages the schema of what they write: huma
// cannot see through their MarshalJSON, and Go types have no closed sets.
var aliases = map[reflect.Type]reflect.Type{
	reflect.TypeFor[domain.Big]():                 reflect.TypeFor[bigSchema](),
	reflect.TypeFor[projections.Time]():           reflect.TypeFor[timeSchema](),
	reflect.TypeFor[netip.Addr]():                 reflect.TypeFor[string](),
	reflect.TypeFor[campaign.Type]():              reflect.TypeFor[campaignTypes](),
	reflect.TypeFor[campaign.Status]():            reflect.TypeFor[campaignStatuses](),
	reflect.TypeFor[campaign.CompletionReason]():  reflect.TypeFor[completionReasons](),
	reflect.TypeFor[campaign.RecordType]():        reflect.TypeFor[recordTypes](),
	reflect.TypeFor[campaign.DNSStatus]():         reflect.TypeFor[dnsStatuses](),
	reflect.TypeFor[campaign.HTTPStatus]():        reflect.TypeFor[httpStatuses](),
	reflect.TypeFor[projections.StepDNSStatus]():  reflect.TypeFor[stepDNSStatuses](),
	reflect.TypeFor[projections.StepHTTPStatus](): reflect.TypeFor[stepHTTPStatuses](),
	reflect.TypeFor[projections.DNSChange]():      reflect.TypeFor[dnsChanges](),
	reflect.TypeFor[projections.HTTPChange]():     reflect.TypeFor[httpChanges](),
	reflect.TypeFor[pattern.Type]():               reflect.TypeFor[patternTypes](),
	reflect.TypeFor[persona.Type]():               reflect.TypeFor[personaTypes](),
	reflect.TypeFor[pipeline.Mode]():              reflect.TypeFor[pipelineModes](),
	reflect.TypeFor[pipeline.Status]():            reflect.TypeFor[pipelineStatuses](),
	reflect.TypeFor[keywordset.Place]():           reflect.TypeFor[matchPlaces](),
	reflect.TypeFor[keywordset.RuleType]():        reflect.TypeFor[ruleTypes](),
	reflect.TypeFor[setting.Section]():            reflect.TypeFor[sections](),
	reflect.TypeFor[setting.Level]():              reflect.TypeFor[logLevels](),
	reflect.TypeFor[setting.Format]():             reflect.TypeFor[logFormats](),
	reflect.TypeFor[user.Role]():                  reflect.TypeFor[roles](),
	reflect.TypeFor[user.Permission]():            reflect.TypeFor[permissions](),
	reflect.TypeFor[namelist.Code]():              reflect.TypeFor[lineCodes](),
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
	stepDNSStatuses   string
	stepHTTPStatuses  string
	dnsChanges        string
	httpChanges       string
	patternTypes      string
	personaTypes      string
	pipelineModes     string
	pipelineStatuses  string
	matchPlaces       string
	ruleTypes         string
	sections          string
	logLevels         string
	logFormats        string
	roles             string
	permissions       string
)

func (bigSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Pattern: `^[0-9]+$`, Description: "A decimal number that may exceed 2^53"}
}

func (timeSchema) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date-time", Description: "RFC 3339, UTC, milliseconds"}
}

func (campaignTypes) Schema(huma.Registry) *huma.Schema {
	return enumOf(campaign.Generation, campaign.List, campaign.DNS, campaign.HTTP)
}

func (campaignStatuses) Schema(huma.Registry) *huma.Schema {
	return enumOf(campaign.StatusPending, campaign.StatusRunning, campaign.StatusPaused, campaign.StatusCompleted,
		campaign.StatusFailed, campaign.StatusCancelled)
}

func (completionReasons) Schema(huma.Registry) *huma.Schema {
	return enumOf(campaign.AllDone, campaign.SpaceExhausted, campaign.SourceCancelled, campaign.SourceFailed)
}

func (recordTypes) Schema(huma.Registry) *huma.Schema { return enumOf(campaign.RecordTypes...) }

func (dnsStatuses) Schema(huma.Registry) *huma.Schema { return enumOf(campaign.DNSStatuses...) }

func (httpStatuses) Schema(huma.Registry) *huma.Schema { return enumOf(campaign.HTTPStatuses...) }

func (stepDNSStatuses) Schema(huma.Registry) *huma.Schema {
	return enumOf(projections.StepDNSStatuses...)
}

func (stepHTTPStatuses) Schema(huma.Registry) *huma.Schema {
	return enumOf(projections.StepHTTPStatuses...)
}

func (dnsChanges) Schema(huma.Registry) *huma.Schema { return enumOf(projections.DNSChanges...) }

func (httpChanges) Schema(huma.Registry) *huma.Schema { return enumOf(projections.HTTPChanges...) }

func (patternTypes) Schema(huma.Registry) *huma.Schema {
	return enumOf(pattern.Prefix, pattern.Suffix, pattern.Both)
}

func (personaTypes) Schema(huma.Registry) *huma.Schema { return enumOf(persona.DNS, persona.HTTP) }

func (pipelineModes) Schema(huma.Registry) *huma.Schema {
	return enumOf(pipeline.FullSequence, pipeline.StepByStep)
}

func (pipelineStatuses) Schema(huma.Registry) *huma.Schema { return enumOf(pipeline.Statuses...) }

func (matchPlaces) Schema(huma.Registry) *huma.Schema { return enumOf(keywordset.Places...) }

func (ruleTypes) Schema(huma.Registry) *huma.Schema {
	return enumOf(keywordset.String, keywordset.Regex)
}

func (sections) Schema(huma.Registry) *huma.Schema { return enumOf(setting.Sections...) }

func (logLevels) Schema(huma.Registry) *huma.Schema { return enumOf(setting.Levels...) }

func (logFormats) Schema(huma.Registry) *huma.Schema { return enumOf(setting.Formats...) }

func (roles) Schema(huma.Registry) *huma.Schema { return enumOf(user.Roles...) }

func (permissions) Schema(huma.Registry) *huma.Schema { return enumOf(user.All.List()...) }

// enumOf is a closed set of strings.
func enumOf[S ~string](values ...S) *huma.Schema {
	s := &huma.Schema{Type: huma.TypeString}
	for _, v := range values {
		s.Enum = append(s.Enum, string(v))
	}
	return s
}
