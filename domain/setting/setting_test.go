package setting_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/domaintest"
	"domainflow/domain/setting"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type (
	row    = domaintest.Case[setting.Command, setting.Event]
	events = []setting.Event
)

func change(in setting.Input) setting.Change { return setting.Change{Input: in} }

func changed(section setting.Section, values setting.Values, fields ...string) setting.Changed {
	return setting.Changed{Section: section, ChangedFields: fields, Values: values}
}

func limits(perMinute, burst int) setting.Values {
	return setting.Values{RateLimit: &setting.RateLimit{RequestsPerMinute: perMinute, Burst: burst}}
}

func TestGoldens(t *testing.T) {
	t.Parallel()
	domaintest.Goldens(t, setting.Events, map[string]domain.Event{
		"changed.server": changed(setting.SectionServer, setting.Values{Server: &setting.Server{
			CORSOrigins: []string{"https://desk.example"}, TrustedProxies: []string{"10.0.0.0/8"},
			MaxNamesPerCampaign: 5000, MaxListNames: 1000, AuditClientIP: setting.NoIP,
		}}, "corsOrigins", "enableSecureHeaders", "trustedProxies", "maxNamesPerCampaign", "maxListNames", "auditClientIp"),
		"changed.rate-limit": changed(setting.SectionRateLimit, limits(0, 10), "requestsPerMinute", "burst"),
		"changed.logging": changed(setting.SectionLogging, setting.Values{Logging: &setting.Logging{
			Level: setting.Debug, Format: setting.Text,
		}}, "level", "format", "enableHttpAccessLog"),
		"changed.auth": changed(setting.SectionAuth, setting.Values{Auth: &setting.Auth{
			AccessTokenTTLSeconds: 60, RefreshTokenTTLSeconds: 3600, SessionTimeoutMinutes: 1, MaxSessionsPerUser: 1, PasswordMinLength: 8,
			AllowAPIKeyInQuery: true,
		}}, "accessTokenTtlSeconds", "refreshTokenTtlSeconds", "sessionTimeoutMinutes", "maxSessionsPerUser", "passwordMinLength",
			"allowApiKeyInQuery"),
		"changed.worker": changed(setting.SectionWorker, setting.Values{Worker: &setting.Worker{
			MaxInFlightDNSQueries: 500, MaxInFlightHTTPRequests: 20,
		}}, "maxInFlightDnsQueries", "maxInFlightHttpRequests"),
	})
}

func TestChange(t *testing.T) {
	t.Parallel()
	ten, slow := change(setting.RateLimitInput{Burst: new(10)}), changed(setting.SectionRateLimit, limits(1000, 10), "burst")
	domaintest.Run(t, setting.Decider,
		row{Name: "for the first time", When: ten, Then: events{slow}},
		row{Name: "to what it is", Given: events{slow}, When: ten},
		row{Name: "to the defaults that it has", When: change(setting.RateLimitInput{})},
		row{Name: "back to the defaults", Given: events{slow}, When: change(setting.RateLimitInput{}),
			Then: events{changed(setting.SectionRateLimit, limits(1000, 1000), "burst")}},
		row{Name: "another field, and the one that is left out goes back", Given: events{slow},
			When: change(setting.RateLimitInput{RequestsPerMinute: new(0)}),
			Then: events{changed(setting.SectionRateLimit, limits(0, 1000), "requestsPerMinute", "burst")}},
		row{Name: "a pace and a burst below the least", When: change(setting.RateLimitInput{RequestsPerMinute: new(-1), Burst: new(0)}),
			Refused: domaintest.Invalid(domain.CodeValidation, "requestsPerMinute", "burst")},
		row{Name: "a pace and a burst above the most", Given: events{slow},
			When:    change(setting.RateLimitInput{RequestsPerMinute: new(10_000_001), Burst: new(10_000_001)}),
			Refused: domaintest.Invalid(domain.CodeValidation, "requestsPerMinute", "burst")},
		row{Name: "the log", When: change(setting.LoggingInput{Level: new(setting.Warn), EnableHTTPAccessLog: new(false)}),
			Then: events{changed(setting.SectionLogging, setting.Values{Logging: &setting.Logging{Level: setting.Warn, Format: setting.JSON}},
				"level", "enableHttpAccessLog")}},
		row{Name: "the log, to what is none", When: change(setting.LoggingInput{Level: new(setting.Level("loud")), Format: new(setting.Format(""))}),
			Refused: domaintest.Invalid(domain.CodeValidation, "level", "format")},
		row{Name: "logins", When: change(setting.AuthInput{AccessTokenTTLSeconds: new(60), AllowAPIKeyInQuery: new(true)}),
			Then: events{changed(setting.SectionAuth, setting.Values{Auth: &setting.Auth{AccessTokenTTLSeconds: 60, RefreshTokenTTLSeconds: 1_209_600,
				SessionTimeoutMinutes: 30, MaxSessionsPerUser: 10, PasswordMinLength: 12, AllowAPIKeyInQuery: true}},
				"accessTokenTtlSeconds", "allowApiKeyInQuery")}},
		row{Name: "workers", When: change(setting.WorkerInput{MaxInFlightDNSQueries: new(5)}),
			Then: events{changed(setting.SectionWorker, setting.Values{Worker: &setting.Worker{MaxInFlightDNSQueries: 5, MaxInFlightHTTPRequests: 256}},
				"maxInFlightDnsQueries")}},
		row{Name: "workers below the least", When: change(setting.WorkerInput{MaxInFlightDNSQueries: new(0), MaxInFlightHTTPRequests: new(0)}),
			Refused: domaintest.Invalid(domain.CodeValidation, "maxInFlightDnsQueries", "maxInFlightHttpRequests")},
		row{Name: "workers above the most", When: change(setting.WorkerInput{MaxInFlightDNSQueries: new(100_001), MaxInFlightHTTPRequests: new(10_001)}),
			Refused: domaintest.Invalid(domain.CodeValidation, "maxInFlightDnsQueries", "maxInFlightHttpRequests")},
		row{Name: "logins to their defaults", When: change(setting.AuthInput{})},
		row{Name: "logins below the least", When: change(setting.AuthInput{AccessTokenTTLSeconds: new(59), RefreshTokenTTLSeconds: new(3599),
			SessionTimeoutMinutes: new(0), MaxSessionsPerUser: new(0), PasswordMinLength: new(7)}),
			Refused: domaintest.Invalid(domain.CodeValidation, authNumbers...)},
		row{Name: "logins above the most", When: change(setting.AuthInput{AccessTokenTTLSeconds: new(3601), RefreshTokenTTLSeconds: new(31_536_001),
			SessionTimeoutMinutes: new(43_201), MaxSessionsPerUser: new(1001), PasswordMinLength: new(65)}),
			Refused: domaintest.Invalid(domain.CodeValidation, authNumbers...)},
	)
}

var authNumbers = []string{"accessTokenTtlSeconds", "refreshTokenTtlSeconds", "sessionTimeoutMinutes", "maxSessionsPerUser", "passwordMinLength"}

func TestChangeServer(t *testing.T) {
	t.Parallel()
	many := make([]string, 101)
	for i := range many {
		many[i] = "https://a.example"
	}
	domaintest.Run(t, setting.Decider,
		row{Name: "in one form", When: change(setting.ServerInput{
			CORSOrigins:         []string{"HTTPS://Desk.Example:443", "http://localhost:3000", "http://10.0.0.1", "https://[2001:DB8::0]:8443", "http://a_b.example:80"},
			EnableSecureHeaders: new(false), MaxNamesPerCampaign: new(1), MaxListNames: new(2),
			TrustedProxies: []string{"10.1.2.3/8", "192.0.2.1", "2001:db8::/32", "::ffff:192.0.2.2"},
		}), Then: events{changed(setting.SectionServer, setting.Values{Server: &setting.Server{
			CORSOrigins:         []string{"https://desk.example", "http://localhost:3000", "http://10.0.0.1", "https://[2001:db8::]:8443", "http://a_b.example"},
			TrustedProxies:      []string{"10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32", "192.0.2.2/32"},
			MaxNamesPerCampaign: 1, MaxListNames: 2, AuditClientIP: setting.TruncatedIP,
		}}, "corsOrigins", "enableSecureHeaders", "trustedProxies", "maxNamesPerCampaign", "maxListNames")}},
		row{Name: "addresses of clients kept nowhere", When: change(setting.ServerInput{AuditClientIP: new(setting.NoIP)}),
			Then: events{changed(setting.SectionServer, setting.Values{Server: noAddresses()}, "auditClientIp")}},
		row{Name: "addresses of clients kept whole", When: change(setting.ServerInput{AuditClientIP: new(setting.ClientIP("full"))}),
			Refused: domaintest.Invalid(domain.CodeValidation, "auditClientIp")},
		row{Name: "sizes below the least", When: change(setting.ServerInput{MaxNamesPerCampaign: new(0), MaxListNames: new(0)}),
			Refused: domaintest.Invalid(domain.CodeValidation, "maxNamesPerCampaign", "maxListNames")},
		row{Name: "sizes above the most", When: change(setting.ServerInput{MaxNamesPerCampaign: new(10_000_001), MaxListNames: new(1_000_001)}),
			Refused: domaintest.Invalid(domain.CodeValidation, "maxNamesPerCampaign", "maxListNames")},
		row{Name: "what is there already", When: change(setting.ServerInput{
			CORSOrigins: []string{"https://a.example", "https://A.example:443"}, TrustedProxies: []string{"10.0.0.0/8", "10.9.9.9/8"},
		}), Refused: domaintest.Invalid(domain.CodeValidation, "corsOrigins[1]", "trustedProxies[1]")},
		row{Name: "proxies that could be anybody", When: change(setting.ServerInput{TrustedProxies: []string{"0.0.0.0/0", "::/0"}}),
			Refused: domaintest.Invalid(domain.CodeValidation, "trustedProxies[0]", "trustedProxies[1]")},
		row{Name: "too many", When: change(setting.ServerInput{CORSOrigins: many}),
			Refused: domaintest.Invalid(domain.CodeValidation, append([]string{"corsOrigins"}, items("corsOrigins", 1, 100)...)...)},
	)
}

func noAddresses() *setting.Server {
	s := setting.Defaults().Server
	s.AuditClientIP = setting.NoIP
	return &s
}

func TestWhatIsNoOriginAndNoRange(t *testing.T) {
	t.Parallel()
	origins := []string{"", "*", "null", "desk.example", "https://", "https://*.example", "https://desk.example/", "https://desk.example/a",
		"https://desk.example?", "https://desk.example?a", "https://desk.example#", "https://me@desk.example", "ftp://desk.example", "file://",
		"https://desk.example:", "https://desk.example:0", "https://desk.example:65536", "https://desk.example:080", "https://desk.example:x",
		"https://bücher.example", "https://-a.example", "https://a..b", "https://a b", "https://[fe80::1%25eth0]", "https://[::ffff:10.0.0.1]",
		"https://desk.example\n", "javascript:alert(1)", "//desk.example"}
	ranges := []string{"", "10.0.0.0/33", "10.0.0", "desk.example", "fe80::1%eth0", "::ffff:10.0.0.0/104", "10.0.0.1:80"}
	domaintest.Run(t, setting.Decider,
		row{Name: "origins", When: change(setting.ServerInput{CORSOrigins: origins}),
			Refused: domaintest.Invalid(domain.CodeValidation, items("corsOrigins", 0, len(origins))...)},
		row{Name: "ranges", When: change(setting.ServerInput{TrustedProxies: ranges}),
			Refused: domaintest.Invalid(domain.CodeValidation, items("trustedProxies", 0, len(ranges))...)},
	)
}

// An event of a program that knew fewer fields is read as if it had their
// defaults.
func TestFieldsThatAnEventLacksHaveTheirDefaults(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"server":{}}`, `{"rate-limit":{}}`, `{"logging":{}}`, `{"auth":{}}`, `{"worker":{}}`} {
		var e setting.Changed
		require.NoError(t, json.Unmarshal([]byte(text), &e))
		require.Equal(t, setting.Defaults(), setting.Defaults().With(e.Values), text)
	}
	var e setting.Changed
	require.NoError(t, json.Unmarshal([]byte(`{"rate-limit":{"burst":5}}`), &e))
	require.Equal(t, limits(1000, 5), e.Values)
}

func TestSectionsAreThoseOfTheInputs(t *testing.T) {
	t.Parallel()
	var sections []setting.Section
	for _, in := range []setting.Input{setting.ServerInput{}, setting.RateLimitInput{}, setting.LoggingInput{}, setting.AuthInput{}, setting.WorkerInput{}} {
		sections = append(sections, in.Section())
	}
	require.Equal(t, setting.Sections, sections)
}

// Whatever is accepted is settled by its event, and is accepted as it was
// written there.
func TestCommandsSettle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var state setting.State
		for range rapid.IntRange(1, 5).Draw(t, "commands") {
			var command setting.Command = change(setting.ServerInput{
				CORSOrigins:    rapid.SliceOfN(rapid.StringMatching(`https?://([a-zA-Z0-9._-]{1,20}|\[[0-9a-f:]{2,9}\])(:[0-9]{1,5})?`), 0, 3).Draw(t, "origins"),
				TrustedProxies: rapid.SliceOfN(rapid.StringMatching(`[0-9]{1,3}\.[0-9]{1,3}\.0\.1(/[0-9]{1,2})?`), 0, 3).Draw(t, "proxies"),
			})
			happened, err := setting.Decider.Decide(state, command)
			if err != nil {
				continue
			}
			domaintest.Settled(t, setting.Decider, state, command)
			state = setting.Decider.Fold(state, happened...)
			if state.Server != nil {
				again := change(setting.ServerInput{CORSOrigins: state.Server.CORSOrigins, TrustedProxies: state.Server.TrustedProxies})
				nothing, err := setting.Decider.Decide(state, again)
				require.NoError(t, err)
				require.Empty(t, nothing)
				require.Len(t, state.Server.ProxyRanges(), len(state.Server.TrustedProxies))
			}
		}
	})
}
