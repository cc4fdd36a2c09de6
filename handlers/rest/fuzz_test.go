package rest

import (
	"bytes"
	"encoding/json"
	"testing"

	"domainflow/domain/persona"
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
