package rest_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"domainflow/domain/setting"
)

const configPath = api + "/config"

// sections are bodies that change every field of each section.
var sections = map[string]object{
	"server": {
		"corsOrigins": []any{"https://desk.example", "http://localhost:3000"}, "enableSecureHeaders": false,
		"trustedProxies": []any{"10.0.0.0/8", "192.0.2.1/32"}, "maxNamesPerCampaign": 7.0, "maxListNames": 3.0, "auditClientIp": "none",
	},
	"rate-limit": {"requestsPerMinute": 0.0, "burst": 5.0},
	"logging":    {"level": "warn", "format": "text", "enableHttpAccessLog": false},
	"auth": {"accessTokenTtlSeconds": 60.0, "refreshTokenTtlSeconds": 3600.0, "sessionTimeoutMinutes": 5.0, "maxSessionsPerUser": 3.0,
		"passwordMinLength": 8.0, "allowApiKeyInQuery": true},
	"worker": {"maxInFlightDnsQueries": 7.0, "maxInFlightHttpRequests": 3.0},
}

// set changes a section and waits until this instance acts by it.
func (r *rig) set(section string, body object) reply {
	r.t.Helper()
	before := r.settings.Now()
	answer := r.put(configPath+"/"+section, body)
	answer.is(http.StatusOK)
	require.Eventually(r.t, func() bool { return !sameSettings(before, r.settings.Now()) }, patience, time.Millisecond)
	return answer
}

func sameSettings(a, b setting.Settings) bool {
	return asText(a) == asText(b)
}

// N10 at the level of the API; cmd/domainflow restarts the program.
func TestSettingsAreWhatTheyWereSetTo(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	for name, body := range sections {
		path := configPath + "/" + name
		fresh := r.get(path).is(http.StatusOK)
		require.Zero(t, fresh["version"])
		require.NotContains(t, fresh, "updatedAt")
		require.NotContains(t, fresh, "updatedBy")

		last := r.last()
		answer := r.put(path, body)
		changed := answer.is(http.StatusOK)
		require.Equal(t, []string{"setting.changed"}, r.events(last), name)
		require.EqualValues(t, answer.sequence(), changed["version"])
		require.Equal(t, r.id, changed["updatedBy"])
		require.NotEmpty(t, changed["updatedAt"])
		for field, value := range body {
			require.NotEqual(t, value, fresh[field], "%s.%s does not change", name, field)
			require.Equal(t, value, changed[field], "%s.%s", name, field)
		}
		require.Equal(t, changed, r.get(path).is(http.StatusOK))

		require.Equal(t, changed, r.put(path, body).is(http.StatusOK), "the same again")
		require.Equal(t, answer.sequence(), r.last(), "is no event")
		require.Len(t, changed, len(fresh)+2)
	}
	all := r.get(configPath).is(http.StatusOK)
	require.Len(t, all, len(sections))
	for name := range sections {
		require.Equal(t, all[name], any(r.get(configPath+"/"+name).is(http.StatusOK)))
	}
	// Another instance shows the same, and acts by it.
	second := r.another()
	require.Equal(t, all, second.get(configPath+"?minSequence="+asText(r.last())).is(http.StatusOK))
	require.Eventually(t, func() bool { return sameSettings(r.settings.Now(), second.settings.Now()) }, patience, time.Millisecond)
	// What is left out gets its default again.
	for name, body := range sections {
		again := r.put(configPath+"/"+name, object{}).is(http.StatusOK)
		for field, value := range body {
			require.NotEqual(t, value, again[field], "%s.%s", name, field)
		}
	}
	require.Eventually(t, func() bool { return sameSettings(setting.Defaults(), second.settings.Now()) }, patience, time.Millisecond)
}

func TestSettingsThatAreRefused(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const bad, unacceptable = http.StatusBadRequest, http.StatusUnprocessableEntity
	for _, c := range []struct {
		section, body string
		status        int
		code          string
		fields        fields
	}{
		{"rate-limit", `{"requestsPerMinute":-1,"burst":0}`, unacceptable, "VALIDATION_ERROR",
			fields{"requestsPerMinute": "out_of_range", "burst": "out_of_range"}},
		{"rate-limit", `{"requestsPerMinute":10000001,"burst":10000001}`, unacceptable, "VALIDATION_ERROR",
			fields{"requestsPerMinute": "out_of_range", "burst": "out_of_range"}},
		{"rate-limit", `{"burst":"many"}`, bad, "BAD_REQUEST", fields{"burst": "invalid"}},
		{"rate-limit", `{"probesPerMinute":1}`, unacceptable, "UNKNOWN_FIELD", fields{"probesPerMinute": "UNKNOWN_FIELD"}},
		{"logging", `{"level":"loud","format":"xml"}`, unacceptable, "VALIDATION_ERROR", fields{"level": "invalid", "format": "invalid"}},
		{"server", `{"auditClientIp":"whole"}`, unacceptable, "VALIDATION_ERROR", fields{"auditClientIp": "invalid"}},
		{"logging", `{"enableHttpAccessLog":"yes"}`, bad, "BAD_REQUEST", fields{"enableHttpAccessLog": "invalid"}},
		{"server", `{"corsOrigins":["*","https://a.example","HTTPS://A.example"],"trustedProxies":["desk","0.0.0.0/0"]}`, unacceptable, "VALIDATION_ERROR",
			fields{"corsOrigins[0]": "invalid", "corsOrigins[2]": "duplicate", "trustedProxies[0]": "invalid", "trustedProxies[1]": "invalid"}},
		{"server", `{"maxNamesPerCampaign":0,"maxListNames":1000001}`, unacceptable, "VALIDATION_ERROR",
			fields{"maxNamesPerCampaign": "out_of_range", "maxListNames": "out_of_range"}},
		{"server", `{"version":1}`, unacceptable, "UNKNOWN_FIELD", fields{"version": "UNKNOWN_FIELD"}},
		{"server", ``, bad, "BAD_REQUEST", fields{}},
		{"server", `null`, bad, "BAD_REQUEST", fields{"": "invalid"}},
	} {
		require.Equal(t, c.fields, r.send(http.MethodPut, configPath+"/"+c.section, c.body).fails(c.status, c.code), c.body)
	}
	require.Equal(t, r.start, r.last())
	for _, section := range []string{"dns", "Server", "rate_limit", "server/x"} {
		r.get(configPath+"/"+section).fails(http.StatusNotFound, "NOT_FOUND")
		r.put(configPath+"/"+section, object{}).fails(http.StatusNotFound, "NOT_FOUND")
	}
	r.delete(configPath+"/server").fails(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED")
}

func TestSettingsThatOthersChanged(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	path := configPath + "/rate-limit"
	r.put(path, object{"burst": 5, "expectedVersion": 7}).fails(http.StatusConflict, "STALE_VERSION")
	first := r.put(path, object{"burst": 5, "expectedVersion": 0}).is(http.StatusOK)
	stale := r.put(path, object{"burst": 6, "expectedVersion": 0})
	stale.fails(http.StatusConflict, "STALE_VERSION")
	require.Equal(t, first["version"], stale.is(http.StatusConflict)["currentVersion"])
	require.EqualValues(t, 5, r.get(path).is(http.StatusOK)["burst"])
	r.put(path, object{"burst": 6, "expectedVersion": first["version"]}).is(http.StatusOK)
	// The other sections are others.
	r.put(configPath+"/logging", object{"level": "warn", "expectedVersion": 0}).is(http.StatusOK)
}

// A change that the read models do not show yet is recorded all the same.
func TestSettingsWhileReadModelsAreBehind(t *testing.T) {
	t.Parallel()
	r := newIdleRig(t)
	answer := r.put(configPath+"/rate-limit", object{"burst": 5})
	require.Equal(t, object{"section": "rate-limit", "sequence": float64(r.start + 1)}, answer.is(http.StatusAccepted))
	require.Equal(t, configPath+"/rate-limit", answer.Header.Get("Location"))
	require.Eventually(t, func() bool { return r.settings.Now().RateLimit.Burst == 5 }, patience, time.Millisecond)
}

// S14: sizes of campaigns are settings.
func TestSettingsOfSizes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.references()
	r.set("server", object{"maxNamesPerCampaign": 5, "maxListNames": 2})
	before := r.last()
	more := generation(object{"numDomainsToGenerate": 6})
	require.Equal(t, fields{"numDomainsToGenerate": "SPACE_TOO_LARGE"},
		r.post(generatePath, more).fails(http.StatusUnprocessableEntity, "SPACE_TOO_LARGE"))
	more["autoStart"] = true
	r.post(generatePath, more).fails(http.StatusUnprocessableEntity, "SPACE_TOO_LARGE")
	line := pipelineBody(ids, nil)
	line["domainGenerationParams"].(object)["numDomainsToGenerate"] = 6
	require.Equal(t, fields{"domainGenerationParams.numDomainsToGenerate": "SPACE_TOO_LARGE"},
		r.post(pipelinesPath, line).fails(http.StatusUnprocessableEntity, "SPACE_TOO_LARGE"))
	require.Equal(t, before, r.last())
	r.post(generatePath, generation(object{"numDomainsToGenerate": 5})).is(http.StatusCreated)

	r.list("name=three", "a.example\nb.example\nc.example\n").fails(http.StatusRequestEntityTooLarge, "PAYLOAD_TOO_LARGE")
	r.list("name=two", "a.example\nb.example\na.example\n").is(http.StatusCreated)
	r.set("server", object{})
	r.list("name=three", "a.example\nb.example\nc.example\n").is(http.StatusCreated)
}

// X7: for every field of every section there is a test of its effect.
func TestEverySettingHasAnEffect(t *testing.T) {
	t.Parallel()
	effects := map[string]any{
		"UpdateServerConfig.corsOrigins":             TestAllowedOrigins,
		"UpdateServerConfig.enableSecureHeaders":     TestSecurityHeadersOnEveryAnswer,
		"UpdateServerConfig.trustedProxies":          TestForwardedAddresses,
		"UpdateServerConfig.maxNamesPerCampaign":     TestSettingsOfSizes,
		"UpdateServerConfig.maxListNames":            TestSettingsOfSizes,
		"UpdateServerConfig.auditClientIp":           TestAccessRecordsOfAddresses,
		"UpdateRateLimitConfig.requestsPerMinute":    TestRateLimit,
		"UpdateRateLimitConfig.burst":                TestRateLimit,
		"UpdateLoggingConfig.enableHttpAccessLog":    TestAccessLog,
		"UpdateAuthConfig.accessTokenTtlSeconds":     TestB4Refresh,
		"UpdateAuthConfig.refreshTokenTtlSeconds":    TestSessionLife,
		"UpdateAuthConfig.sessionTimeoutMinutes":     TestB9Idle,
		"UpdateAuthConfig.maxSessionsPerUser":        TestSessionsPerUser,
		"UpdateAuthConfig.passwordMinLength":         TestPasswordLength,
		"UpdateAuthConfig.allowApiKeyInQuery":        "TestSettingsAreWhatTheyWereSetTo, and the live feed",
		"UpdateWorkerConfig.maxInFlightDnsQueries":   "TestLimitsOfTheProcess of handlers/processors",
		"UpdateWorkerConfig.maxInFlightHttpRequests": "TestLimitsOfTheProcess of handlers/processors",
		"UpdateLoggingConfig.level":                  "TestLogFollowsTheSettings of cmd/domainflow",
		"UpdateLoggingConfig.format":                 "TestLogFollowsTheSettings of cmd/domainflow",
	}
	_, parsed := document(t)
	schemas := parsed["components"].(object)["schemas"].(object)
	var found []string
	for path, methods := range parsed["paths"].(object) {
		put, ok := methods.(object)["put"].(object)
		if !ok || !strings.HasPrefix(path, configPath+"/") {
			continue
		}
		body := put["requestBody"].(object)["content"].(object)["application/json"].(object)["schema"].(object)["$ref"].(string)
		name := body[strings.LastIndexByte(body, '/')+1:]
		for field := range schemas[name].(object)["properties"].(object) {
			if field != "expectedVersion" {
				found = append(found, name+"."+field)
			}
		}
	}
	require.ElementsMatch(t, slices.Collect(maps.Keys(effects)), found)
}
