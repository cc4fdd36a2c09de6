package persona_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/domaintest"
	"domainflow/domain/persona"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type (
	row    = domaintest.Case[persona.Command, persona.Event]
	events = []persona.Event
)

func ptr[T any](v T) *T { return &v }

// dnsInput leaves out whatever may be left out.
func dnsInput(name string) persona.Input {
	return persona.Input{Name: name, IsEnabled: true, DNS: &persona.DNSInput{Resolvers: []string{"9.9.9.9"}}}
}

func httpInput(name string) persona.Input {
	return persona.Input{Name: name, IsEnabled: true, HTTP: &persona.HTTPInput{UserAgent: "Mozilla/5.0"}}
}

func dnsProfile(name string) persona.Profile {
	return persona.Profile{Name: name, IsEnabled: true, DNS: &persona.DNSConfig{
		Resolvers: []string{"9.9.9.9"}, QueryTimeoutSeconds: 5,
		Limits: persona.Limits{MaxInFlight: 100, RateLimitDps: 200, RateLimitBurst: 100},
	}}
}

func httpProfile(name string) persona.Profile {
	config := persona.HTTPConfig{
		UserAgent: "Mozilla/5.0",
		Headers: map[string]string{
			"Accept":          "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
			"Accept-Language": "en;q=0.9,*;q=0.5",
		},
		RequestTimeoutSeconds: 15, FollowRedirects: true, MaxRedirects: 7, MaxBodyBytes: 2 << 20,
		Limits: persona.Limits{MaxInFlight: 20, RateLimitDps: 20, RateLimitBurst: 10},
	}
	for code := 200; code <= 299; code++ {
		config.AllowedStatusCodes = append(config.AllowedStatusCodes, code)
	}
	return persona.Profile{Name: name, IsEnabled: true, HTTP: &config}
}

func dnsCreated(name string) persona.Created {
	return persona.Created{Type: persona.DNS, Profile: dnsProfile(name)}
}

func TestGoldens(t *testing.T) {
	t.Parallel()
	off := dnsProfile("Quad9, slowly")
	off.Description, off.IsEnabled = "one at a time", false
	http := httpProfile("Browser")
	http.HTTP.AllowedStatusCodes, http.HTTP.Notes = []int{200, 404}, "also missing pages"
	domaintest.Goldens(t, persona.Events, map[string]domain.Event{
		"created":      dnsCreated("Quad9"),
		"created.http": persona.Created{Type: persona.HTTP, Profile: httpProfile("Browser")},
		"updated":      persona.Updated{Profile: off},
		"updated.http": persona.Updated{Profile: http},
		"deleted":      persona.Deleted{},
	})
}

func TestCreate(t *testing.T) {
	t.Parallel()
	domaintest.Run(t, persona.Decider,
		row{Name: "of DNS, with defaults", When: persona.Create{Type: persona.DNS, Input: dnsInput(" Quad9 ")},
			Then: events{dnsCreated("Quad9")}},
		row{Name: "of HTTP, with defaults", When: persona.Create{Type: persona.HTTP, Input: httpInput("Browser")},
			Then: events{persona.Created{Type: persona.HTTP, Profile: httpProfile("Browser")}}},
		row{Name: "the same again", Given: events{dnsCreated("Quad9")},
			When: persona.Create{Type: persona.DNS, Input: dnsInput("Quad9")}},
		row{Name: "another one under the same id", Given: events{dnsCreated("Quad9")},
			When:    persona.Create{Type: persona.DNS, Input: dnsInput("Other")},
			Refused: domaintest.Conflict(domain.CodeInvalidState)},
		row{Name: "again after deletion", Given: events{dnsCreated("Quad9"), persona.Deleted{}},
			When:    persona.Create{Type: persona.DNS, Input: dnsInput("Quad9")},
			Refused: domaintest.Conflict(domain.CodeInvalidState)},
		row{Name: "without a name", When: persona.Create{Type: persona.DNS, Input: dnsInput("  ")},
			Refused: domaintest.Invalid(domain.CodeValidation, "name")},
		row{Name: "with the details of the other type", When: persona.Create{Type: persona.HTTP, Input: dnsInput("n")},
			Refused: domaintest.Invalid(domain.CodeValidation, "configDetails")},
		row{Name: "without details", When: persona.Create{Type: persona.DNS, Input: persona.Input{Name: "n"}},
			Refused: domaintest.Invalid(domain.CodeValidation, "configDetails")},
		row{Name: "of no type", When: persona.Create{Input: dnsInput("n")},
			Refused: domaintest.Invalid(domain.CodeValidation, "configDetails")},
	)
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	disabled, off := dnsInput("Quad9"), dnsProfile("Quad9")
	disabled.IsEnabled, off.IsEnabled = false, false
	domaintest.Run(t, persona.Decider,
		row{Name: "a name", Given: events{dnsCreated("Quad9")},
			When: persona.Update{Type: persona.DNS, Input: dnsInput("Other")},
			Then: events{persona.Updated{Profile: dnsProfile("Other")}}},
		row{Name: "off", Given: events{dnsCreated("Quad9")},
			When: persona.Update{Type: persona.DNS, Input: disabled}, Then: events{persona.Updated{Profile: off}}},
		row{Name: "to what it is", Given: events{dnsCreated("Quad9")},
			When: persona.Update{Type: persona.DNS, Input: dnsInput("Quad9 ")}},
		row{Name: "one that does not exist", When: persona.Update{Type: persona.DNS, Input: dnsInput("n")},
			Refused: domaintest.NotFound()},
		row{Name: "one of the other type", Given: events{dnsCreated("Quad9")},
			When: persona.Update{Type: persona.HTTP, Input: httpInput("n")}, Refused: domaintest.NotFound()},
		row{Name: "a deleted one", Given: events{dnsCreated("Quad9"), persona.Deleted{}},
			When: persona.Update{Type: persona.DNS, Input: dnsInput("Quad9")}, Refused: domaintest.NotFound()},
		row{Name: "with wrong fields", Given: events{dnsCreated("Quad9")},
			When: persona.Update{Type: persona.DNS, Input: persona.Input{DNS: &persona.DNSInput{}}},
			Refused: domaintest.Invalid(domain.CodeValidation,
				"name", "configDetails.resolvers")},
	)
}

func TestDelete(t *testing.T) {
	t.Parallel()
	domaintest.Run(t, persona.Decider,
		row{Name: "one that exists", Given: events{dnsCreated("Quad9")}, When: persona.Delete{Type: persona.DNS},
			Then: events{persona.Deleted{}}},
		row{Name: "a deleted one", Given: events{dnsCreated("Quad9"), persona.Deleted{}}, When: persona.Delete{Type: persona.DNS}},
		row{Name: "one of the other type", Given: events{dnsCreated("Quad9")}, When: persona.Delete{Type: persona.HTTP},
			Refused: domaintest.NotFound()},
		row{Name: "one that never was", When: persona.Delete{Type: persona.DNS}, Refused: domaintest.NotFound()},
		row{Name: "one of no type that never was", When: persona.Delete{}, Refused: domaintest.NotFound()},
	)
}

func TestUsable(t *testing.T) {
	t.Parallel()
	off := dnsProfile("Quad9")
	off.IsEnabled = false
	for want, given := range map[bool][]events{
		true:  {{dnsCreated("Quad9")}, {dnsCreated("Quad9"), persona.Updated{Profile: off}, persona.Updated{Profile: dnsProfile("n")}}},
		false: {nil, {dnsCreated("Quad9"), persona.Updated{Profile: off}}, {dnsCreated("Quad9"), persona.Deleted{}}},
	} {
		for _, g := range given {
			require.Equal(t, want, persona.Decider.Fold(persona.State{}, g...).Usable())
		}
	}
}

func TestNamesAreUniquePerType(t *testing.T) {
	t.Parallel()
	require.NotEqual(t, persona.ClaimKind(persona.DNS), persona.ClaimKind(persona.HTTP))
}

// Whatever is accepted is settled by its event.
func TestCommandsSettle(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var state persona.State
		for range rapid.IntRange(1, 10).Draw(t, "commands") {
			input := dnsInput(rapid.SampledFrom([]string{"a", "b "}).Draw(t, "name"))
			input.DNS.MaxInFlight = rapid.SampledFrom([]*int{nil, ptr(1), ptr(100)}).Draw(t, "maxInFlight")
			command := rapid.SampledFrom([]persona.Command{
				persona.Create{Type: persona.DNS, Input: input},
				persona.Update{Type: persona.DNS, Input: input},
				persona.Delete{Type: persona.DNS},
			}).Draw(t, "command")
			events, err := persona.Decider.Decide(state, command)
			if err != nil {
				continue
			}
			domaintest.Settled(t, persona.Decider, state, command)
			state = persona.Decider.Fold(state, events...)
		}
	})
}
