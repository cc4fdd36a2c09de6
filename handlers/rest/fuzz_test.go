package rest

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"domainflow/domain/persona"
	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/handlers/audit"
	"domainflow/handlers/people"
)

// FuzzBody holds the strict reader against encoding/json: what it accepts, that
// accepts too, with nothing unknown, and reads the same.
func FuzzBody(f *testing.F) {
	for _, seed := range []string{
		`{}`, `null`, `[]`, `{"name":"x","rules":[{"pattern":"a","ruleType":"string","weight":3}]}`,
		`{"name":"x","configDetails":{"resolvers":["1.1.1.1"],"rateLimitDps":1e3}}`,
		`{"name":"x","configDetails":{"userAgent":"y","headers":{"A":"b"},"allowedStatusCodes":[200,null]}}`,
		`{"name":"x","patternType":"both","tlds":["com"],"numDomainsToGenerate":"123"}`, `{"numDomainsToGenerate":-5}`,
		`{"NAME":"x","name":null,"a.b":1}`, `{"name":"\ud800","rules":[null]}`, `{"expectedVersion":18446744073709551615}`,
		`{"reason":"x"}`, `{"roles":["user"],"isActive":null}`, `{"scopes":["a"],"expiresAt":"2026-01-31T12:00:00Z"}`, `{"numDomainsToGenerate":1e5}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		compare[generation](t, data)
		compare[dnsValidation](t, data)
		compare[httpValidation](t, data)
		compare[personaUpdate[persona.DNSInput]](t, data)
		compare[PersonaBody[persona.HTTPInput]](t, data)
		compare[keywordSetUpdate](t, data)
		compare[reason](t, data)
		compare[userUpdate](t, data)
		compare[apiKeyBody](t, data)
	})
}

func compare[T any](t *testing.T, data []byte) {
	t.Helper()
	var strict body[T]
	strict.read(data)
	if strict.unreadable != nil || strict.refused != nil {
		return
	}
	var plain T
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&plain); err != nil {
		t.Fatalf("accepted %T in %q: %v", plain, data, err)
	}
	ours, err := json.Marshal(strict.Value)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := json.Marshal(plain)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(ours, theirs) {
		t.Fatalf("%q: %s, not %s", data, ours, theirs)
	}
}

// FuzzHost holds the guard against another parser: what it lets through is
// localhost or a loopback address to net.ParseIP, too.
func FuzzHost(f *testing.F) {
	for _, seed := range []string{"localhost", "127.0.0.1:80", "[::1]:8080", "::1", "[::1", "127.0.0.1.evil.example", "localhost:x", "a@localhost", "[localhost]:1", ""} {
		f.Add(seed)
	}
	s := &server{}
	f.Fuzz(func(t *testing.T, host string) {
		if !s.isOurHost(host) {
			return
		}
		name := host
		if h, _, err := net.SplitHostPort(host); err == nil {
			name = h
		}
		name, _, _ = strings.Cut(strings.Trim(name, "[]"), "%")
		if ip := net.ParseIP(name); !strings.EqualFold(name, "localhost") && (ip == nil || !ip.IsLoopback()) {
			t.Fatalf("%q was let through", host)
		}
	})
}

// FuzzDepth holds the limit of depth against the decoder: for what is JSON
// both count the same.
func FuzzDepth(f *testing.F) {
	for _, n := range []int{1, 31, 32, 33, 100} {
		f.Add([]byte(strings.Repeat("[", n) + strings.Repeat("]", n)))
		f.Add([]byte(strings.Repeat(`{"a\"[":`, n) + `"{[\\"` + strings.Repeat("}", n)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !json.Valid(data) {
			return
		}
		depth, deepest := 0, 0
		for tokens := json.NewDecoder(bytes.NewReader(data)); ; {
			token, err := tokens.Token()
			if err != nil {
				break
			}
			switch token {
			case json.Delim('['), json.Delim('{'):
				depth++
				deepest = max(deepest, depth)
			case json.Delim(']'), json.Delim('}'):
				depth--
			}
		}
		if isDeep(data) != (deepest > maxDepth) {
			t.Fatalf("%q is %d deep", data, deepest)
		}
	})
}

// FuzzAccessLogQuery: no spelling of a query brings the value of a secret
// through, and what is none stays as it is.
func FuzzAccessLogQuery(f *testing.F) {
	for _, seed := range []string{"ticket=x", "a=b&%74icket=x", "apiKey=x&apiKey=y", "a", "ticket", "%zz=x", "a=1;ticket=x", "ticket=x=y&&"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, query string) {
		sent, _ := url.ParseQuery(query) // what can be read of it
		logged, _ := url.ParseQuery(withoutSecrets(query))
		for name, values := range sent {
			if !secretParameters[strings.ToLower(name)] {
				if !slices.Equal(values, logged[name]) {
					t.Fatalf("%q became %q", query, withoutSecrets(query))
				}
				continue
			}
			for _, value := range logged[name] {
				if value != "" && value != "REDACTED" {
					t.Fatalf("%q is logged as %q", query, withoutSecrets(query))
				}
			}
		}
	})
}

// FuzzCredentials: whatever stands in Authorization, in a cookie or in a
// ticket, it lets nobody in that has no token, it is no defect, and no answer
// repeats it. There is no store behind: what is no token never gets so far.
func FuzzCredentials(f *testing.F) {
	for _, seed := range []string{"", "Bearer", "Bearer ", "bearer x", "Bearer Bearer x", "Basic YTpi", "Bearer dfa_", "Bearer dfk_aaaaaaaa_x", "Bearer dfr_x",
		"domainflow_refresh=", "domainflow_refresh=dfr_x; domainflow_refresh=dfr_y", `domainflow_refresh="dfr_x"`, ";=;", "Bearer \x00\xff", "%zz", "dft_x"} {
		f.Add(seed)
	}
	e := New(Config{
		CurrentSettings: setting.Defaults, Clock: time.Now, Log: slog.New(slog.DiscardHandler),
		Gate:   people.Gate{Directory: user.NewDirectory(), Now: time.Now},
		Access: audit.New(audit.Config{Settings: setting.Defaults, Now: time.Now, Logger: slog.New(slog.DiscardHandler)}),
	})
	f.Fuzz(func(t *testing.T, text string) {
		for _, send := range []func() *http.Request{
			func() *http.Request {
				r := httptest.NewRequest(http.MethodGet, base+"/me", nil)
				r.Header["Authorization"] = []string{text}
				return r
			},
			func() *http.Request {
				r := httptest.NewRequest(http.MethodPost, authPath+"/refresh", nil)
				r.Header["Cookie"] = []string{text}
				return r
			},
			func() *http.Request {
				r := httptest.NewRequest(http.MethodPost, authPath+"/refresh", nil)
				r.Header["Cookie"] = []string{refreshCookie + "=" + text}
				return r
			},
			func() *http.Request {
				return httptest.NewRequest(http.MethodGet, campaignsPath+"/x/export?format=csv&ticket="+url.QueryEscape(text), nil)
			},
			func() *http.Request {
				return httptest.NewRequest(http.MethodGet, base+"/ws?ticket="+url.QueryEscape(text), nil)
			},
			func() *http.Request {
				return httptest.NewRequest(http.MethodGet, base+"/ws?apiKey="+url.QueryEscape(text), nil)
			},
		} {
			request, answer := send(), httptest.NewRecorder()
			request.Host = "localhost"
			e.ServeHTTP(answer, request)
			if answer.Code != http.StatusUnauthorized && answer.Code != http.StatusTooManyRequests {
				t.Fatalf("%s with %q is %d: %s", request.URL.Path, text, answer.Code, answer.Body)
			}
			if len(text) > 20 && strings.Contains(answer.Body.String(), text) {
				t.Fatalf("%q is repeated", text)
			}
		}
	})
}
