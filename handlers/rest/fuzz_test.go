package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"domainflow/domain/persona"
	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/handlers/people"
	"domainflow/internal/secrets"
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
		`{"reason":"x"}`, `{"numDomainsToGenerate":1e5}`,
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

// FuzzCredential holds that nothing which was never given out lets anybody in,
// whatever it looks like and wherever it stands.
func FuzzCredential(f *testing.F) {
	token := secrets.NewToken(secrets.Ticket).Reveal()
	for _, seed := range [][2]string{
		{"", ""}, {"Bearer", ""}, {"Bearer ", ""}, {"bearer x", ""}, {"Basic YTpi", ""}, {"Bearer dfk_aaaaaaaa_x", ""},
		{"Bearer " + token, ""}, {"", "ticket="}, {"", "ticket=" + token[:40]}, {"", "ticket=a&ticket=b"}, {"", "apiKey=dfk__"},
		{"Bearer x", "ticket=x"}, {"", "ticket=%zz"}, {"", "a;b"}, {"", "TICKET=x&apikey=y"},
	} {
		f.Add(seed[0], seed[1])
	}
	s := &server{Config: Config{
		Gate:            people.Gate{Secrets: secrets.New(nil, nil, time.Now, secrets.DefaultSettings), Directory: user.NewDirectory(), Now: time.Now},
		CurrentSettings: func() setting.Settings { return setting.Settings{Auth: setting.Auth{AllowAPIKeyInQuery: true}} },
	}}
	f.Fuzz(func(t *testing.T, header, query string) {
		r := &http.Request{Header: http.Header{}, URL: &url.URL{RawQuery: query}}
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		for _, route := range []string{"/ws", campaignsPath} {
			caller, err := s.callerOf(t.Context(), r, route)
			var unreadable *badRequest
			known := errors.Is(err, errNoCredential) || errors.Is(err, people.ErrNobody) || errors.As(err, &unreadable) && route == "/ws"
			if !known || caller != (people.Caller{}) {
				t.Fatalf("%s: %v, %v", route, caller, err)
			}
			if errors.Is(err, errNoCredential) && header != "" {
				t.Fatal("a header was passed over")
			}
		}
	})
}
