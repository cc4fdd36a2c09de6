package rest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fields names what is wrong, code by path.
type fields = map[string]string

// Whatever is wrong with a body, the fields are named, and the log stays as it
// was.
func TestBadBodiesChangeNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	ids := r.references()
	paths := map[string]string{
		"generate": generatePath, "dns": dnsPath, "http": httpPath, "dns persona": dnsPersonas, "http persona": httpPersonas,
		"set": keywordSetsPath, "start": campaignsPath + "/" + ids.names + "/start",
	}
	before := r.last()
	const bad, unacceptable = http.StatusBadRequest, http.StatusUnprocessableEntity
	for _, c := range []struct {
		name, path, body string
		status           int
		code             string
		fields           fields
	}{
		{"nothing", "generate", ``, bad, "BAD_REQUEST", fields{}},
		{"no JSON", "generate", `{"name":`, bad, "BAD_REQUEST", fields{}},
		{"two values", "generate", `{} {}`, bad, "BAD_REQUEST", fields{}},
		{"no object", "generate", `[]`, bad, "BAD_REQUEST", fields{"": "invalid"}},
		{"null", "generate", `null`, bad, "BAD_REQUEST", fields{"": "invalid"}},
		{"wrong types, all of them", "generate", `{"name":1,"tlds":{},"autoStart":"yes","variableLength":1.5,"numDomainsToGenerate":[]}`,
			bad, "BAD_REQUEST", fields{"name": "invalid", "tlds": "invalid", "autoStart": "invalid", "variableLength": "invalid",
				"numDomainsToGenerate": "invalid"}},
		{"a number that is no integer", "generate", `{"numDomainsToGenerate":1.5}`, bad, "BAD_REQUEST", fields{"numDomainsToGenerate": "invalid"}},
		{"a type deep inside", "set", `{"name":"x","rules":[{"pattern":"a"},{"weight":"1"}]}`, bad, "BAD_REQUEST", fields{"rules[1].weight": "invalid"}},
		{"empty object", "generate", `{}`, unacceptable, "VALIDATION_ERROR", fields{"name": "required", "patternType": "invalid",
			"tlds": "required", "constantString": "required"}},
		{"unknown member", "generate", asJSON(t, generation(object{"colour": "red"})), unacceptable, "UNKNOWN_FIELD", fields{"colour": "UNKNOWN_FIELD"}},
		{"a member in another case", "generate", asJSON(t, generation(object{"Name": "x"})), unacceptable, "UNKNOWN_FIELD", fields{"Name": "UNKNOWN_FIELD"}},
		{"all unknown members and a wrong one", "set", `{"name":"","x":1,"rules":[{"pattern":"a","ruleType":"string","y":2}]}`,
			unacceptable, "VALIDATION_ERROR", fields{"x": "UNKNOWN_FIELD", "rules[0].y": "UNKNOWN_FIELD", "name": "required"}},
		{"an owner", "generate", asJSON(t, generation(object{"ownerId": newID()})), unacceptable, "UNKNOWN_FIELD", fields{"ownerId": "UNKNOWN_FIELD"}},
		{"a number of letters", "generate", asJSON(t, generation(object{"numDomainsToGenerate": "many"})), unacceptable, "VALIDATION_ERROR",
			fields{"numDomainsToGenerate": "invalid"}},
		{"a negative number", "generate", asJSON(t, generation(object{"numDomainsToGenerate": -1})), unacceptable, "VALIDATION_ERROR",
			fields{"numDomainsToGenerate": "out_of_range"}},
		{"a number without end", "generate", `{"numDomainsToGenerate":"` + strings.Repeat("9", 2000) + `"}`, unacceptable, "VALIDATION_ERROR",
			fields{"numDomainsToGenerate": "invalid", "name": "required", "patternType": "invalid", "tlds": "required",
				"constantString": "required"}},
		{"more than a campaign may have", "generate", asJSON(t, generation(object{"numDomainsToGenerate": "10000001"})), unacceptable, "SPACE_TOO_LARGE",
			fields{"numDomainsToGenerate": "SPACE_TOO_LARGE"}},
		{"a space above it", "generate", asJSON(t, generation(object{"numDomainsToGenerate": 0, "variableLength": 40, "autoStart": true})),
			unacceptable, "SPACE_TOO_LARGE", fields{"numDomainsToGenerate": "SPACE_TOO_LARGE"}},
		{"config and campaign", "generate", asJSON(t, generation(object{"name": strings.Repeat("x", 256), "characterSet": "ä€", "tld": "org",
			"description": "\u0000", "autoStart": true})), unacceptable, "VALIDATION_ERROR",
			fields{"name": "too_long", "characterSet": "invalid", "tld": "not_allowed", "description": "invalid"}},
		{"a reason too long", "start", `{"reason":"` + strings.Repeat("x", 501) + `"}`, unacceptable, "VALIDATION_ERROR", fields{"reason": "too_long"}},
		{"a reason and more", "start", `{"why":"x"}`, unacceptable, "UNKNOWN_FIELD", fields{"why": "UNKNOWN_FIELD"}},
		{"a reason of another type", "start", `{"reason":{}}`, bad, "BAD_REQUEST", fields{"reason": "invalid"}},
		{"no details", "dns persona", `{"name":"x"}`, unacceptable, "VALIDATION_ERROR", fields{"configDetails": "required"}},
		{"details of the other type", "dns persona", `{"name":"x","configDetails":{"userAgent":"x","resolvers":["1.1.1.1"]}}`, unacceptable,
			"UNKNOWN_FIELD", fields{"configDetails.userAgent": "UNKNOWN_FIELD"}},
		{"expectedVersion of what is new", "dns persona", asJSON(t, dnsPersona(object{"expectedVersion": 1})), unacceptable, "UNKNOWN_FIELD",
			fields{"expectedVersion": "UNKNOWN_FIELD"}},
		{"resolvers", "dns persona", asJSON(t, dnsPersona(object{"configDetails": object{"maxInFlight": 0, "resolvers": []string{
			"10.0.0.1", "127.0.0.1:53", "[::1]:53", "169.254.169.254", "tcp://192.168.1.1", "0.0.0.0", "::ffff:10.1.1.1", "224.0.0.1",
			"100.64.1.1", "dns.example", "https://dns.example/dns-query", "127.64.0.9", "8.8.8.8", "8.8.8.8:53"}}})), unacceptable, "VALIDATION_ERROR",
			fields{"configDetails.resolvers[0]": "not_allowed", "configDetails.resolvers[1]": "not_allowed",
				"configDetails.resolvers[2]": "not_allowed", "configDetails.resolvers[3]": "not_allowed",
				"configDetails.resolvers[4]": "not_allowed", "configDetails.resolvers[5]": "not_allowed",
				"configDetails.resolvers[6]": "not_allowed", "configDetails.resolvers[7]": "not_allowed",
				"configDetails.resolvers[8]": "not_allowed", "configDetails.resolvers[9]": "invalid",
				"configDetails.resolvers[10]": "invalid", "configDetails.resolvers[13]": "duplicate",
				"configDetails.maxInFlight": "out_of_range"}},
		{"what is not offered", "http persona", `{"name":"x","configDetails":{"userAgent":"x","ja3":"771","headers":{"Host":"x"}}}`, unacceptable,
			"VALIDATION_ERROR", fields{"configDetails.ja3": "NOT_SUPPORTED", "configDetails.headers.Host": "not_allowed"}},
		{"a header that is no text", "http persona", `{"name":"x","configDetails":{"userAgent":"x","headers":{"X-A":1}}}`, bad, "BAD_REQUEST",
			fields{"configDetails.headers.X-A": "invalid"}},
		{"rules", "set", `{"name":"x","matchIn":["title","nowhere"],"rules":[{"pattern":"(","ruleType":"regex"},{"pattern":"a*","ruleType":"regex"},
			{"ruleType":"string"},{"pattern":"a","ruleType":"glob"},{"id":"x","pattern":"a","ruleType":"string"},
			{"pattern":"(((a{30}){30}){30})","ruleType":"regex"}]}`, unacceptable, "VALIDATION_ERROR",
			fields{"matchIn[1]": "invalid", "rules[0].pattern": "invalid", "rules[1].pattern": "invalid", "rules[2].pattern": "required",
				"rules[3].ruleType": "invalid", "rules[4].id": "unknown", "rules[5].pattern": "invalid"}},
		{"no rules", "set", `{"name":"x"}`, unacceptable, "VALIDATION_ERROR", fields{"rules": "required"}},
		{"a set too large", "set", `{"name":"x","rules":[` + strings.Repeat(`{"ruleType":"string","pattern":"`+strings.Repeat("x", 1000)+`"},`, 270) +
			`{"ruleType":"string","pattern":"a"}]}`, unacceptable, "SET_TOO_LARGE", fields{"rules": "SET_TOO_LARGE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.fields, r.on(t).send(http.MethodPost, paths[c.path], c.body).fails(c.status, c.code))
			require.Equal(t, before, r.last(), "something was appended")
		})
	}
}

// A body that names thousands of unknown members gets an answer of bounded
// size.
func TestFaultsAreBounded(t *testing.T) {
	t.Parallel()
	r := newIdleRig(t)
	var body strings.Builder
	body.WriteString(`{"a":1`)
	for i := range 100_000 {
		fmt.Fprintf(&body, `,"%s%d":1`, strings.Repeat("k", 80), i)
	}
	answer := r.send(http.MethodPost, generatePath, body.String()+"}")
	answer.fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR")
	require.Less(t, len(answer.text), 50_000)
}

// What was sent may be a secret: no error repeats it.
func TestErrorsDoNotRepeatValues(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const secret = "hunter2hunter2"
	for _, answer := range []reply{
		r.send(http.MethodPost, dnsPersonas, `{"name":{"x":"`+secret+`"}}`),
		r.send(http.MethodPost, dnsPersonas, `{"name":"x","configDetails":{"resolvers":["tcp://me:`+secret+`@dns.example"]}}`),
		r.send(http.MethodPost, dnsPersonas, secret),
		r.send(http.MethodPost, httpPersonas, `{"name":"x","configDetails":{"userAgent":"x","headers":{"Host":"`+secret+`"}}}`),
		r.get(campaignsPath + "?sort=" + secret),
		r.get(campaignsPath + "?status=" + secret),
		r.get(campaignsPath + "?createdFrom=" + secret),
		r.get(campaignsPath + "?cursor=" + secret),
		r.get(campaignsPath + "?limit=" + secret),
	} {
		require.GreaterOrEqual(t, answer.StatusCode, 400)
		require.NotContains(t, answer.text, secret)
	}
}

func TestParametersAreStrict(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	names := r.create(generatePath, generation(nil))
	results := campaignsPath + "/" + names + "/results/"
	for path, want := range map[string]fields{
		campaignsPath + "?limit=0":                       {"limit": "invalid"},
		campaignsPath + "?limit=1001":                    {"limit": "invalid"},
		campaignsPath + "?limit=ten":                     {"limit": "invalid"},
		campaignsPath + "?colour=red":                    {"colour": "invalid"},
		campaignsPath + "?status=failing":                {"status[0]": "invalid"},
		campaignsPath + "?campaignType=x&ownerId=me":     {"campaignType": "invalid", "ownerId": "invalid"},
		campaignsPath + "?createdFrom=yesterday":         {"createdFrom": "invalid"},
		campaignsPath + "?minSequence=-1":                {"minSequence": "invalid"},
		api + "/personas?personaType=ftp":                {"personaType": "invalid"},
		api + "/personas?isEnabled=maybe":                {"isEnabled": "invalid"},
		dnsPersonas + "?personaType=dns":                 {"personaType": "invalid"},
		results + "http-keyword?statusCode=99":           {"statusCode": "invalid"},
		results + "http-keyword?contentHash=abc":         {"contentHash": "invalid"},
		results + "dns-validation?status=match&parked=1": {"parked": "invalid"},
	} {
		require.Equal(t, want, r.get(path).fails(http.StatusBadRequest, "BAD_REQUEST"), path)
	}
	for _, path := range []string{campaignsPath, api + "/personas", dnsPersonas, keywordSetsPath, results + "generated-domains"} {
		require.Equal(t, fields{"sort": "invalid"},
			r.get(path+"?sort=colour").fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"), path)
	}
}

func TestMediaTypesAndSizes(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	body := asJSON(t, generation(nil))
	for _, headers := range [][]string{
		{"Content-Type", "text/plain"}, {"Content-Type", "application/x-www-form-urlencoded"}, {"Content-Type", "application/problem+json"},
		{"Content-Type", "application/json; charset=latin1"}, {"Content-Type", "a+b;c"}, {"Content-Encoding", "gzip"},
	} {
		r.send(http.MethodPost, generatePath, body, headers...).fails(http.StatusUnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE")
	}
	padded := func(size int) string { return body + strings.Repeat(" ", size-len(body)) }
	r.send(http.MethodPost, generatePath, padded(10<<20+1)).fails(http.StatusRequestEntityTooLarge, "PAYLOAD_TOO_LARGE")
	require.Equal(t, r.start, r.last())
	r.send(http.MethodPost, generatePath, padded(10<<20), "Content-Type", "application/json; charset=UTF-8").is(http.StatusCreated)
}
