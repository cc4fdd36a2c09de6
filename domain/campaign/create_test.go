package campaign_test

import (
	"fmt"
	"strings"
	"testing"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/domaintest"
)

func createGeneration() campaign.Create {
	return campaign.Create{Name: "n", OwnerID: owner, Params: generation()}
}

func createDNS() campaign.Create {
	return campaign.Create{Name: "n", OwnerID: owner, Params: dns(), SourceType: campaign.Generation, Personas: found(5, "p1", "p2")}
}

func createHTTP() campaign.Create {
	return campaign.Create{Name: "n", OwnerID: owner, Params: http(), SourceType: campaign.DNS,
		Personas: found(5, "p1"), KeywordSets: found(9, "k1")}
}

func TestCreate(t *testing.T) {
	t.Parallel()
	starting := createDNS()
	starting.Start = &startDNS
	exhausted := createGeneration()
	exhausted.Start = &campaign.Start{Range: offsets(4, 4)}
	described := createGeneration()
	described.Name, described.Description = "  Ünï\t", "two\nlines"
	describedCreated := generationCreated
	describedCreated.Name, describedCreated.Description = "Ünï", "two\nlines"
	domaintest.Run(t, campaign.Decider,
		row{Name: "generation", When: createGeneration(), Then: events{generationCreated}},
		row{Name: "DNS", When: createDNS(), Then: events{dnsCreated}},
		row{Name: "HTTP", When: createHTTP(), Then: events{created(campaign.HTTP, http())}},
		row{Name: "a name is trimmed", When: described, Then: events{describedCreated}},
		row{Name: "and start", When: starting, Then: events{dnsCreated, dnsStarted}},
		row{Name: "and start, but nothing is left", When: exhausted, Then: events{
			generationCreated, campaign.Started{Range: offsets(4, 4)},
			campaign.Completed{CompletionReason: campaign.SpaceExhausted, Counts: domain.Counts{}}}},
		row{Name: "one that exists", Given: events{generationCreated}, When: createGeneration(),
			Refused: domaintest.Conflict(domain.CodeInvalidState)},
	)
}

func TestCreateNeedsTheParamsOfOneStep(t *testing.T) {
	t.Parallel()
	none, two := createGeneration(), createGeneration()
	none.Params, none.Start = campaign.Params{}, &campaign.Start{}
	two.Params.DNS = dns().DNS
	domaintest.Run(t, campaign.Decider,
		row{Name: "none", When: none, Refused: domaintest.Invalid(domain.CodeValidation, "params")},
		row{Name: "two", When: two, Refused: domaintest.Invalid(domain.CodeValidation, "params")},
	)
}

func TestCreateStartsOrIsRefusedAsAWhole(t *testing.T) {
	t.Parallel()
	c := createDNS()
	c.Start = &campaign.Start{Personas: []campaign.Reference{{ID: "p1"}}}
	long := createDNS()
	long.Start = &campaign.Start{Reason: strings.Repeat("x", 501)}
	domaintest.Run(t, campaign.Decider,
		row{Name: "persona gone", When: c, Refused: domaintest.Conflict(campaign.CodePersonaUnavailable)},
		row{Name: "reason too long", When: long, Refused: domaintest.Invalid(domain.CodeValidation, "reason")},
	)
}

func TestCreateGenerationRefuses(t *testing.T) {
	t.Parallel()
	asking := func(n, space domain.Big) campaign.Create {
		c := createGeneration()
		c.Params.Generation.NumDomainsToGenerate, c.Params.Generation.SpaceSize = n, space
		return c
	}
	number, most := domain.BigOf, domain.BigOf(campaign.MaxNames)
	named := func(name, description string) campaign.Create {
		c := createGeneration()
		c.Name, c.Description = name, description
		return c
	}
	tooLarge := domaintest.Invalid(campaign.CodeSpaceTooLarge, "numDomainsToGenerate")
	all := asking(number(-1), number(4))
	all.Name, all.Description = "", strings.Repeat("ä", 2001)
	unlimited := asking(number(0), most)
	settled := func(n, space domain.Big, most int64) campaign.Create {
		c := asking(n, space)
		c.MaxNames = most
		return c
	}
	domaintest.Run(t, campaign.Decider,
		row{Name: "a negative number", When: asking(number(-1), number(4)),
			Refused: domaintest.Invalid(domain.CodeValidation, "numDomainsToGenerate")},
		row{Name: "too many", When: asking(most.Add(1), most.Add(1)), Refused: tooLarge},
		row{Name: "all of too many", When: asking(number(0), most.Add(1)), Refused: tooLarge},
		row{Name: "all of as many as allowed", When: unlimited, Then: events{created(campaign.Generation, unlimited.Params)}},
		row{Name: "more than the settings allow", When: settled(number(6), number(10), 5), Refused: tooLarge},
		row{Name: "all of more than the settings allow", When: settled(number(0), number(6), 5), Refused: tooLarge},
		row{Name: "as many as the settings allow", When: settled(number(5), number(10), 5),
			Then: events{created(campaign.Generation, asking(number(5), number(10)).Params)}},
		row{Name: "more than any settings can allow", When: settled(most.Add(1), most.Add(1), campaign.MaxNames+1), Refused: tooLarge},
		row{Name: "no name", When: named(" ", ""), Refused: domaintest.Invalid(domain.CodeValidation, "name")},
		row{Name: "a long name", When: named(strings.Repeat("ä", 256), ""), Refused: domaintest.Invalid(domain.CodeValidation, "name")},
		row{Name: "a NUL in the name", When: named("a\x00", ""), Refused: domaintest.Invalid(domain.CodeValidation, "name")},
		row{Name: "a NUL in the description", When: named("n", "\x00"), Refused: domaintest.Invalid(domain.CodeValidation, "description")},
		row{Name: "everything at once", When: all,
			Refused: domaintest.Invalid(domain.CodeValidation, "name", "description", "numDomainsToGenerate")},
	)
}

// refused makes a row of a create that is changed into something wrong. The
// code of the whole is the general one unless given.
func refused(name string, c campaign.Create, change func(*campaign.Create), code string, fields ...string) row {
	change(&c)
	if code == "" {
		code = domain.CodeValidation
	}
	return row{Name: name, When: c, Refused: domaintest.Invalid(code, fields...)}
}

func TestCreateDNSRefuses(t *testing.T) {
	t.Parallel()
	bad := func(name string, change func(*campaign.Create, *campaign.DNSParams), code string, fields ...string) row {
		return refused(name, createDNS(), func(c *campaign.Create) { change(c, c.Params.DNS) }, code, fields...)
	}
	domaintest.Run(t, campaign.Decider,
		bad("no source that may be read", func(c *campaign.Create, _ *campaign.DNSParams) { c.SourceType = "" }, "", "sourceCampaignId"),
		bad("a source of its own type", func(c *campaign.Create, _ *campaign.DNSParams) { c.SourceType = campaign.DNS },
			campaign.CodeSourceType, "sourceCampaignId"),
		bad("a persona that is not available", func(c *campaign.Create, _ *campaign.DNSParams) { c.Personas[1].Available = false },
			"", "personaIds[1]"),
		bad("no persona", func(c *campaign.Create, p *campaign.DNSParams) { c.Personas, p.PersonaIDs = nil, nil }, "", "personaIds"),
		bad("21 personas", func(c *campaign.Create, p *campaign.DNSParams) {
			c.Personas, p.PersonaIDs = nil, numbered("p", 21)
		}, "", "personaIds"),
		bad("a persona twice", func(_ *campaign.Create, p *campaign.DNSParams) { p.PersonaIDs = []string{"p1", "p1"} }, "", "personaIds[1]"),
		bad("a negative pace", func(_ *campaign.Create, p *campaign.DNSParams) { p.ProcessingSpeedPerMinute = -1 }, "", "processingSpeedPerMinute"),
		bad("negative retries", func(_ *campaign.Create, p *campaign.DNSParams) { p.RetryAttempts = -1 }, "", "retryAttempts"),
		bad("11 retries", func(_ *campaign.Create, p *campaign.DNSParams) { p.RetryAttempts = 11 }, "", "retryAttempts"),
		bad("no address type", func(_ *campaign.Create, p *campaign.DNSParams) { p.RecordTypes = []campaign.RecordType{"MX"} }, "", "recordTypes"),
		bad("no type", func(_ *campaign.Create, p *campaign.DNSParams) { p.RecordTypes = nil }, "", "recordTypes"),
		bad("an unknown type", func(_ *campaign.Create, p *campaign.DNSParams) { p.RecordTypes = []campaign.RecordType{"A", "PTR"} }, "", "recordTypes[1]"),
		bad("a type twice", func(_ *campaign.Create, p *campaign.DNSParams) { p.RecordTypes = []campaign.RecordType{"A", "A"} }, "", "recordTypes[1]"),
	)
}

func TestCreateHTTPRefuses(t *testing.T) {
	t.Parallel()
	bad := func(name string, change func(*campaign.Create, *campaign.HTTPParams), code string, fields ...string) row {
		return refused(name, createHTTP(), func(c *campaign.Create) { change(c, c.Params.HTTP) }, code, fields...)
	}
	params := func(name string, change func(*campaign.HTTPParams), fields ...string) row {
		return bad(name, func(_ *campaign.Create, p *campaign.HTTPParams) { change(p) }, "", fields...)
	}
	domaintest.Run(t, campaign.Decider,
		bad("a source that generates", func(c *campaign.Create, _ *campaign.HTTPParams) { c.SourceType = campaign.Generation },
			campaign.CodeSourceType, "sourceCampaignId"),
		bad("a keyword set that is not available", func(c *campaign.Create, _ *campaign.HTTPParams) { c.KeywordSets[0].Available = false },
			"", "keywordSetIds[0]"),
		bad("51 broad rules", func(c *campaign.Create, _ *campaign.HTTPParams) { c.BroadRules = 51 },
			campaign.CodeRuleTooBroad, "keywordSetIds"),
		params("no persona", func(p *campaign.HTTPParams) { p.PersonaIDs = nil }, "personaIds"),
		params("nothing to look for", func(p *campaign.HTTPParams) { p.KeywordSetIDs, p.AdHocKeywords = nil, nil }, "keywordSetIds"),
		params("51 sets", func(p *campaign.HTTPParams) { p.KeywordSetIDs = numbered("k", 51) }, "keywordSetIds"),
		params("201 keywords", func(p *campaign.HTTPParams) { p.AdHocKeywords = numbered("w", 201) }, "adHocKeywords"),
		params("an empty keyword", func(p *campaign.HTTPParams) { p.AdHocKeywords = []string{"a", ""} }, "adHocKeywords[1]"),
		params("a long keyword", func(p *campaign.HTTPParams) { p.AdHocKeywords = []string{strings.Repeat("ä", 201)} }, "adHocKeywords[0]"),
		params("a NUL in a keyword", func(p *campaign.HTTPParams) { p.AdHocKeywords = []string{"\x00"} }, "adHocKeywords[0]"),
		params("21 ports", func(p *campaign.HTTPParams) {
			p.TargetHTTPPorts = nil
			for i := range 21 {
				p.TargetHTTPPorts = append(p.TargetHTTPPorts, 8000+i)
			}
		}, "targetHttpPorts"),
		params("ports out of bounds", func(p *campaign.HTTPParams) { p.TargetHTTPPorts = []int{0, 1, 65535, 65536} },
			"targetHttpPorts[0]", "targetHttpPorts[3]"),
		params("a port twice", func(p *campaign.HTTPParams) { p.TargetHTTPPorts = []int{80, 443, 80} }, "targetHttpPorts[2]"),
		params("a relative path", func(p *campaign.HTTPParams) { p.Path = "index.html" }, "path"),
		params("a long path", func(p *campaign.HTTPParams) { p.Path = "/" + strings.Repeat("a", 1024) }, "path"),
		params("a path that ends the request line", func(p *campaign.HTTPParams) { p.Path = "/ HTTP/1.1\r\nHost: x" }, "path"),
		params("a fragment", func(p *campaign.HTTPParams) { p.Path = "/#a" }, "path"),
		params("a negative pace and 11 retries", func(p *campaign.HTTPParams) { p.ProcessingSpeedPerMinute, p.RetryAttempts = -1, 11 },
			"processingSpeedPerMinute", "retryAttempts"),
	)
}

func numbered(prefix string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint(prefix, i)
	}
	return out
}
