package rest

import (
	"domainflow/domain/setting"
	"domainflow/projections"
)

// allSettings is all sections, each under its name in the path.
type allSettings struct {
	Server    serverSetting    `json:"server"`
	RateLimit rateLimitSetting `json:"rate-limit"`
	Logging   loggingSetting   `json:"logging"`
	Auth      authSetting      `json:"auth"`
	Worker    workerSetting    `json:"worker"`
}

// The answers of sections.
type (
	serverSetting struct {
		setting.Server
		projections.Revision
	}
	rateLimitSetting struct {
		setting.RateLimit
		projections.Revision
	}
	loggingSetting struct {
		setting.Logging
		projections.Revision
	}
	authSetting struct {
		setting.Auth
		projections.Revision
	}
	workerSetting struct {
		setting.Worker
		projections.Revision
	}
)

func serverSettingOf(all projections.Settings) serverSetting {
	return serverSetting{all.Server, all.Revisions[setting.SectionServer]}
}

func rateLimitSettingOf(all projections.Settings) rateLimitSetting {
	return rateLimitSetting{all.RateLimit, all.Revisions[setting.SectionRateLimit]}
}

func loggingSettingOf(all projections.Settings) loggingSetting {
	return loggingSetting{all.Logging, all.Revisions[setting.SectionLogging]}
}

func authSettingOf(all projections.Settings) authSetting {
	return authSetting{all.Auth, all.Revisions[setting.SectionAuth]}
}

func workerSettingOf(all projections.Settings) workerSetting {
	return workerSetting{all.Worker, all.Revisions[setting.SectionWorker]}
}

// sectionUpdate is the body of a section.
type sectionUpdate interface {
	input() setting.Input
	expected() *uint64
}

// Expecting is what the update of a section may expect. It is exported as
// Reading is.
type Expecting struct {
	ExpectedVersion *uint64 `json:"expectedVersion,omitempty" doc:"Refuse with 409 STALE_VERSION unless this is the version; 0 as long as nobody changed the section"`
}

func (e Expecting) expected() *uint64 { return e.ExpectedVersion }

// ServerBody is the section server. It is exported as Reading is.
type ServerBody struct {
	CORSOrigins         []string `json:"corsOrigins,omitempty" maxItems:"100" doc:"Origins whose pages may use the API, exactly as browsers write them. None unless given" example:"[\"https://desk.example\"]"`
	EnableSecureHeaders *bool    `json:"enableSecureHeaders,omitempty" doc:"Headers that tell browsers to be careful: Content-Security-Policy, X-Frame-Options and their like. true unless given"`
	TrustedProxies      []string `json:"trustedProxies,omitempty" maxItems:"100" doc:"Addresses and ranges of proxies whose X-Forwarded-For is believed. None unless given" example:"[\"10.0.0.0/8\"]"`
	MaxNamesPerCampaign *int     `json:"maxNamesPerCampaign,omitempty" minimum:"1" maximum:"10000000" doc:"How many names a generation may ask for. 10000000 unless given"`
	MaxListNames        *int     `json:"maxListNames,omitempty" minimum:"1" maximum:"1000000" doc:"How many names a list may have. 1000000 unless given"`

	AuditClientIP *setting.ClientIP `json:"auditClientIp,omitempty" doc:"What access records say about where a client is: its network (/24, /48), or nothing. truncated unless given"`
}

type serverUpdate struct {
	ServerBody
	Expecting
}

func (b serverUpdate) input() setting.Input { return setting.ServerInput(b.ServerBody) }

// RateLimitBody is the section rate-limit. It is exported as Reading is.
type RateLimitBody struct {
	RequestsPerMinute *int `json:"requestsPerMinute,omitempty" minimum:"0" maximum:"10000000" doc:"How many requests a caller may send in the long run; 0: no limit. 1000 unless given"`
	Burst             *int `json:"burst,omitempty" minimum:"1" maximum:"10000000" doc:"How many of them at once. 1000 unless given"`
}

type rateLimitUpdate struct {
	RateLimitBody
	Expecting
}

func (b rateLimitUpdate) input() setting.Input { return setting.RateLimitInput(b.RateLimitBody) }

// LoggingBody is the section logging. It is exported as Reading is.
type LoggingBody struct {
	Level               *setting.Level  `json:"level,omitempty" doc:"The least important of what is logged. info unless given"`
	Format              *setting.Format `json:"format,omitempty" doc:"How a line of the log is written. json unless given"`
	EnableHTTPAccessLog *bool           `json:"enableHttpAccessLog,omitempty" doc:"One line a request, at level info. true unless given"`
}

type loggingUpdate struct {
	LoggingBody
	Expecting
}

func (b loggingUpdate) input() setting.Input { return setting.LoggingInput(b.LoggingBody) }

// AuthBody is the section auth. It is exported as Reading is.
type AuthBody struct {
	AccessTokenTTLSeconds  *int  `json:"accessTokenTtlSeconds,omitempty" minimum:"60" maximum:"3600" doc:"Of tokens that are given from now on. 900 unless given"`
	RefreshTokenTTLSeconds *int  `json:"refreshTokenTtlSeconds,omitempty" minimum:"3600" maximum:"31536000" doc:"How long a session may go on, however busy. 1209600 unless given"`
	SessionTimeoutMinutes  *int  `json:"sessionTimeoutMinutes,omitempty" minimum:"1" maximum:"43200" doc:"A session ends when nothing was asked for so long. 30 unless given"`
	MaxSessionsPerUser     *int  `json:"maxSessionsPerUser,omitempty" minimum:"1" maximum:"1000" doc:"The oldest ends when there are more. 10 unless given"`
	PasswordMinLength      *int  `json:"passwordMinLength,omitempty" minimum:"8" maximum:"64" doc:"Characters of new passwords. 12 unless given"`
	AllowAPIKeyInQuery     *bool `json:"allowApiKeyInQuery,omitempty" doc:"The live feed takes ?apiKey=, which every proxy on the way may write down. false unless given"`
}

type authUpdate struct {
	AuthBody
	Expecting
}

func (b authUpdate) input() setting.Input { return setting.AuthInput(b.AuthBody) }

// WorkerBody is the section worker. It is exported as Reading is.
type WorkerBody struct {
	MaxInFlightDNSQueries   *int `json:"maxInFlightDnsQueries,omitempty" minimum:"1" maximum:"100000" doc:"DNS queries that one process has out at once, for all campaigns together, whatever personas allow. 10000 unless given"`
	MaxInFlightHTTPRequests *int `json:"maxInFlightHttpRequests,omitempty" minimum:"1" maximum:"10000" doc:"HTTP requests, likewise. 256 unless given"`
}

type workerUpdate struct {
	WorkerBody
	Expecting
}

func (b workerUpdate) input() setting.Input { return setting.WorkerInput(b.WorkerBody) }

// acceptedSetting is the section while the read models are behind.
type acceptedSetting struct {
	Section  setting.Section `json:"section"`
	Sequence uint64          `json:"sequence" doc:"minSequence for a query that shows the change"`
}
