package rest

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain"
	"domainflow/domain/persona"
	"domainflow/projections"
)

// schemaNames of types that have none, or no good one, of their own.
var schemaNames = map[reflect.Type]string{
	reflect.TypeFor[problem]():                                                                "Problem",
	reflect.TypeFor[domain.FieldError]():                                                      "FieldError",
	reflect.TypeFor[projections.Page[projections.Campaign]]():                                 "CampaignPage",
	reflect.TypeFor[projections.Page[projections.Name]]():                                     "NamePage",
	reflect.TypeFor[projections.Page[projections.Pipeline]]():                                 "PipelinePage",
	reflect.TypeFor[projections.Page[projections.Domain]]():                                   "DomainPage",
	reflect.TypeFor[projections.Comparison[projections.DNSResult, projections.DNSChange]]():   "DNSComparison",
	reflect.TypeFor[projections.Change[projections.DNSResult, projections.DNSChange]]():       "DNSDifference",
	reflect.TypeFor[projections.Comparison[projections.HTTPResult, projections.HTTPChange]](): "HTTPComparison",
	reflect.TypeFor[projections.Change[projections.HTTPResult, projections.HTTPChange]]():     "HTTPDifference",
	reflect.TypeFor[projections.Page[recordedEvent]]():                                        "EventPage",
	reflect.TypeFor[recordedEvent]():                                                          "Event",
	reflect.TypeFor[pipelineBody]():                                                           "CreatePipeline",
	reflect.TypeFor[commandedPipeline]():                                                      "CommandedPipeline",
	reflect.TypeFor[previewBody]():                                                            "PreviewPattern",
	reflect.TypeFor[preview]():                                                                "PatternPreview",
	reflect.TypeFor[campaignAnswer]():                                                         "CampaignDetail",
	reflect.TypeFor[snapshot]():                                                               "CampaignSnapshot",
	reflect.TypeFor[frozenPersona]():                                                          "FrozenPersona",
	reflect.TypeFor[frozenSet]():                                                              "FrozenKeywordSet",
	reflect.TypeFor[projections.Page[projections.DNSResult]]():                                "DNSResultPage",
	reflect.TypeFor[projections.Page[projections.HTTPResult]]():                               "HTTPResultPage",
	reflect.TypeFor[projections.Page[projections.Persona]]():                                  "PersonaPage",
	reflect.TypeFor[projections.Page[projections.KeywordSet]]():                               "KeywordSetPage",
	reflect.TypeFor[PersonaBody[persona.DNSInput]]():                                          "CreateDNSPersona",
	reflect.TypeFor[PersonaBody[persona.HTTPInput]]():                                         "CreateHTTPPersona",
	reflect.TypeFor[personaUpdate[persona.DNSInput]]():                                        "UpdateDNSPersona",
	reflect.TypeFor[personaUpdate[persona.HTTPInput]]():                                       "UpdateHTTPPersona",
	reflect.TypeFor[KeywordSetBody]():                                                         "CreateKeywordSet",
	reflect.TypeFor[keywordSetUpdate]():                                                       "UpdateKeywordSet",
	reflect.TypeFor[ruleBody]():                                                               "RuleInput",
	reflect.TypeFor[renaming]():                                                               "RenameCampaign",
	reflect.TypeFor[listAnswer]():                                                             "CreatedList",
	reflect.TypeFor[generation]():                                                             "CreateGeneration",
	reflect.TypeFor[dnsValidation]():                                                          "CreateDNSValidation",
	reflect.TypeFor[httpValidation]():                                                         "CreateHTTPKeywordValidation",
	reflect.TypeFor[projections.Page[projections.NATSUser]]():                                 "NATSUserPage",
	reflect.TypeFor[allSettings]():                                                            "Config",
	reflect.TypeFor[serverSetting]():                                                          "ServerConfig",
	reflect.TypeFor[rateLimitSetting]():                                                       "RateLimitConfig",
	reflect.TypeFor[loggingSetting]():                                                         "LoggingConfig",
	reflect.TypeFor[serverUpdate]():                                                           "UpdateServerConfig",
	reflect.TypeFor[rateLimitUpdate]():                                                        "UpdateRateLimitConfig",
	reflect.TypeFor[loggingUpdate]():                                                          "UpdateLoggingConfig",
	reflect.TypeFor[acceptedSetting]():                                                        "AcceptedConfig",
	reflect.TypeFor[natsUserBody]():                                                           "CreateNATSUser",
	reflect.TypeFor[createdNATSUser]():                                                        "CreatedNATSUser",
	reflect.TypeFor[acceptedNATSUser]():                                                       "AcceptedNATSUser",
	reflect.TypeFor[authSetting]():                                                            "AuthConfig",
	reflect.TypeFor[authUpdate]():                                                             "UpdateAuthConfig",
	reflect.TypeFor[workerSetting]():                                                          "WorkerConfig",
	reflect.TypeFor[workerUpdate]():                                                           "UpdateWorkerConfig",
	reflect.TypeFor[myself]():                                                                 "Me",
	reflect.TypeFor[setupBody]():                                                              "Setup",
	reflect.TypeFor[loginBody]():                                                              "Login",
	reflect.TypeFor[refreshBody]():                                                            "Refresh",
	reflect.TypeFor[passwordBody]():                                                           "ChangePassword",
	reflect.TypeFor[ticketBody]():                                                             "CreateTicket",
	reflect.TypeFor[projections.Page[sessionObject]]():                                        "SessionPage",
	reflect.TypeFor[sessionObject]():                                                          "Session",
	reflect.TypeFor[apiKeyBody]():                                                             "CreateAPIKey",
	reflect.TypeFor[createdAPIKey]():                                                          "CreatedAPIKey",
	reflect.TypeFor[acceptedAPIKey]():                                                         "AcceptedAPIKey",
	reflect.TypeFor[projections.Page[APIKeyObject]]():                                         "APIKeyPage",
	reflect.TypeFor[APIKeyObject]():                                                           "APIKey",
	reflect.TypeFor[UserObject]():                                                             "User",
	reflect.TypeFor[userBody]():                                                               "CreateUser",
	reflect.TypeFor[userUpdate]():                                                             "UpdateUser",
	reflect.TypeFor[createdUser]():                                                            "CreatedUser",
	reflect.TypeFor[acceptedUser]():                                                           "AcceptedUser",
	reflect.TypeFor[projections.Page[UserObject]]():                                           "UserPage",
	reflect.TypeFor[roleObject]():                                                             "Role",
	reflect.TypeFor[projections.Page[roleObject]]():                                           "RolePage",
}

func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if name, ok := schemaNames[t]; ok {
		return name
	}
	return huma.DefaultSchemaNamer(t, hint)
}
