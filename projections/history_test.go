package projections_test

import (
	"fmt"
	"net/netip"
	"time"

	"github.com/google/uuid"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/claim"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/pattern"
	"domainflow/domain/persona"
	"domainflow/domain/pipeline"
	"domainflow/domain/setting"
	"domainflow/domain/user"
)

// The events of tests. checked is when their results were found.
var checked = time.Date(2026, 3, 1, 13, 0, 0, 123_000_000, time.UTC)

const owner = "00000000-0000-0000-0000-000000000000"

var personaID = uuid.NewSHA1(uuid.Nil, []byte("persona")).String()

func generation(name string) campaign.Created {
	return campaign.Created{CampaignType: campaign.Generation, Name: name, OwnerID: owner, Params: campaign.Params{
		Generation: &campaign.GenerationParams{
			PatternType: "prefix", CharacterSet: "ab", ConstantString: "x", TLDs: []string{"com"}, PatternHash: "hash",
		},
	}}
}

func listCampaign(name string) campaign.Created {
	return campaign.Created{CampaignType: campaign.List, Name: name, OwnerID: owner, Params: campaign.Params{
		List: &campaign.ListParams{Format: campaign.ListText},
	}}
}

// listed are n names of a list, which stand in every third line.
func listed(first, n int64) campaign.NamesGenerated {
	e := campaign.NamesGenerated{FirstOrdinal: first}
	for i := range n {
		e.Names, e.Lines = append(e.Names, nameOf(first+i)), append(e.Lines, 3*(first+i)+1)
	}
	return e
}

func dnsCampaign(name, source string) campaign.Created {
	return campaign.Created{
		CampaignType: campaign.DNS, Name: name, OwnerID: owner, SourceCampaignID: source,
		Params: campaign.Params{DNS: &campaign.DNSParams{SourceCampaignID: source, PersonaIDs: []string{personaID}}},
	}
}

func httpCampaign(name, source string) campaign.Created {
	return campaign.Created{
		CampaignType: campaign.HTTP, Name: name, OwnerID: owner, SourceCampaignID: source,
		Params: campaign.Params{HTTP: &campaign.HTTPParams{SourceCampaignID: source, AdHocKeywords: []string{"shop"}}},
	}
}

func startedWith(from, to int64) campaign.Started {
	return campaign.Started{Range: &campaign.Range{From: domain.BigOf(from), To: domain.BigOf(to), PatternHash: "hash"}}
}

// names makes n names from an ordinal on. Those whose ordinal ends in 9 are
// skipped when skip is set.
func names(first, n int64, skip bool) campaign.NamesGenerated {
	offset := domain.BigOf(first)
	e := campaign.NamesGenerated{FirstOrdinal: first, FirstOffset: &offset}
	for i := range n {
		if skip && (first+i)%10 == 9 {
			e.Skipped = append(e.Skipped, int(i))
			continue
		}
		e.Names = append(e.Names, nameOf(first+i))
	}
	return e
}

func nameOf(ordinal int64) string {
	return fmt.Sprintf("n%07d.%s", ordinal, []string{"com", "co.uk"}[ordinal%2])
}

// dnsStatusOf is `resolved` for every fourth name.
func dnsStatusOf(ordinal int64) campaign.DNSStatus {
	switch {
	case ordinal%4 == 0:
		return campaign.DNSResolved
	case ordinal%100 == 1:
		return campaign.DNSTimeout
	case ordinal%100 == 3:
		return campaign.DNSError
	}
	return campaign.DNSUnresolved
}

func dnsResult(ordinal int64) campaign.DNSResult {
	r := campaign.DNSResult{
		Ordinal: ordinal, Name: nameOf(ordinal), Status: dnsStatusOf(ordinal), Resolver: fmt.Sprintf("127.0.0.%d:53", 1+ordinal%2),
		Transport: "udp", PersonaID: personaID, Attempts: 1, Duration: 12 * time.Millisecond, CheckedAt: checked,
	}
	switch r.Status {
	case campaign.DNSResolved:
		r.RCode = "NOERROR"
		r.Records = &campaign.Records{A: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, MinTTL: 300}
	case campaign.DNSUnresolved:
		r.RCode = "NXDOMAIN"
	default:
		r.ErrorCode, r.ErrorMessage = "TIMEOUT", "no answer"
	}
	return r
}

func resolved(ordinals ...int64) campaign.NamesResolved {
	var e campaign.NamesResolved
	for _, o := range ordinals {
		e.Add(dnsResult(o))
	}
	return e
}

func between(first, end int64) []int64 {
	var out []int64
	for o := first; o < end; o++ {
		out = append(out, o)
	}
	return out
}

var keywordSetID = uuid.NewSHA1(uuid.Nil, []byte("set")).String()

// page matches for every eighth name.
func page(ordinal int64) campaign.PageResult {
	p := campaign.PageResult{
		Ordinal: ordinal, Name: nameOf(ordinal), Status: campaign.HTTPNoMatch, StatusCode: 200, FinalURL: "https://" + nameOf(ordinal),
		Title: "a page", Headers: map[string][]string{"Server": {"lab"}}, ContentHash: fmt.Sprintf("%064x", ordinal%3),
		BodyBytes: 100, PersonaID: personaID, Attempts: 1, DurationMs: 30, CheckedAt: checked,
	}
	switch {
	case ordinal%8 == 0:
		p.Status = campaign.HTTPMatch
		p.Matches = []campaign.Match{{
			KeywordSetID: keywordSetID, RuleID: fmt.Sprintf("rule-%d", ordinal%16), Category: "brand", Pattern: "shop",
			RuleType: "string", Weight: 10, Where: "title", Count: 1, MatchedText: "shop", Context: "a shop",
		}}
	case ordinal%12 == 0:
		p.Status, p.StatusCode, p.ErrorCode = campaign.HTTPTimeout, 0, "TIMEOUT"
	}
	return p
}

func pages(ordinals ...int64) campaign.PagesChecked {
	var e campaign.PagesChecked
	for _, o := range ordinals {
		e.Pages = append(e.Pages, page(o))
	}
	return e
}

func dnsPersona(name string, enabled bool) persona.Profile {
	return persona.Profile{Name: name, IsEnabled: enabled, DNS: &persona.DNSConfig{Resolvers: []string{"127.0.0.1:53"}, QueryTimeoutSeconds: 5}}
}

func httpPersona(name string) persona.Profile {
	return persona.Profile{Name: name, IsEnabled: true, HTTP: &persona.HTTPConfig{UserAgent: "test", AllowedStatusCodes: []int{200}}}
}

func set(name string, patterns ...string) keywordset.Set {
	s := keywordset.Set{Name: name, IsEnabled: true, MatchIn: []keywordset.Place{keywordset.Title}}
	for i, p := range patterns {
		s.Rules = append(s.Rules, keywordset.Rule{ID: fmt.Sprintf("rule-%d", i), Pattern: p, RuleType: keywordset.String, Weight: 1})
	}
	return s
}

func limitedTo(burst int) setting.Changed {
	return setting.Changed{
		Section: setting.SectionRateLimit, ChangedFields: []string{"burst"},
		Values: setting.Values{RateLimit: &setting.RateLimit{RequestsPerMinute: 7, Burst: burst}},
	}
}

func natsUser(name string) natsuser.User {
	return natsuser.User{Name: name, Subjects: []string{"domainflow.campaign.>", "domainflow.persona.>"}, PublicKey: "UA"}
}

// run3 is three campaigns, each following the one before.
type run3 struct{ generation, dns, http string }

// history stores something for every read model: three linked campaigns of
// which each has some results, paused and resumed on the way, an ended
// follower, personas, sets and patterns, and events no model needs.
func (r *rig) history() run3 {
	c := run3{newID(), newID(), newID()}
	r.append(claim.Category, "c1", claim.Taken{})
	r.append(persona.Category, newID(), persona.Created{Type: persona.DNS, Profile: dnsPersona("one", true)})
	r.append(persona.Category, newID(), persona.Created{Type: persona.HTTP, Profile: httpPersona("two")}, persona.Deleted{})
	r.append(keywordset.Category, newID(), keywordset.Created{Set: set("brands", "shop")},
		keywordset.Updated{Set: set("Brands", "shop", "store")})
	r.append(pattern.Category, "hash", pattern.RangeReserved{CampaignID: c.generation, To: domain.BigOf(1000)})
	r.append(campaign.Category, c.generation, generation("generate"), startedWith(0, 1000))
	r.append(campaign.Category, c.dns, dnsCampaign("resolve", c.generation), campaign.Started{})
	r.part(c.generation, names(0, 500, true))
	r.append(campaign.Category, c.http, httpCampaign("fetch", c.dns), campaign.Started{})
	r.part(c.dns, resolved(between(0, 100)...))
	r.append(campaign.Category, c.dns, campaign.Paused{}, campaign.Resumed{})
	r.part(c.http, pages(0, 4, 8, 12, 16))
	cancelled := newID()
	r.append(campaign.Category, cancelled, dnsCampaign("again", c.generation), campaign.Cancelled{})
	r.part(c.generation, names(500, 500, false))
	r.append(campaign.Category, c.generation, campaign.Completed{CompletionReason: campaign.AllDone})
	r.append(pipeline.Category, newID(), pipeline.Created{
		Name: "all", Mode: pipeline.FullSequence, OwnerID: owner, Steps: []string{c.generation, c.dns, c.http},
	})
	r.append(natsuser.Category, newID(), natsuser.Created{User: natsUser("warehouse")})
	r.append(natsuser.Category, newID(), natsuser.Created{User: natsUser("gone")}, natsuser.Revoked{})
	r.append(setting.Category, string(setting.SectionRateLimit), limitedTo(5), limitedTo(6))
	revoked := newID()
	r.append(user.Category, newID(), user.Created{Roles: []user.Role{user.Member}}, apiKey(newID(), nil), apiKey(revoked, &r.clock),
		user.APIKeyRevoked{ID: revoked}, user.SessionsRevoked{}, user.PasswordChanged{MustChangePassword: true}, user.Updated{})
	r.append(user.Category, newID(), user.Created{Roles: []user.Role{user.Viewer}}, user.Deleted{})
	r.append(setting.Category, string(setting.SectionLogging), setting.Changed{Section: setting.SectionLogging,
		Values: setting.Values{Logging: &setting.Logging{Level: setting.Warn}}})
	name := "renamed"
	broken := newID()
	r.append(campaign.Category, broken, listCampaign("list"), campaign.Started{}, campaign.Renamed{Name: &name})
	r.part(broken, listed(0, 10))
	r.append(campaign.Category, broken, campaign.Failed{ErrorCode: campaign.CodeUploadIncomplete, ErrorMessage: "broke off"})
	deleted := newID()
	r.append(campaign.Category, deleted, listCampaign("deleted"), campaign.Started{})
	r.part(deleted, listed(0, 10))
	r.append(campaign.Category, deleted, campaign.Completed{CompletionReason: campaign.AllDone}, campaign.Deleted{})
	r.part(deleted, listed(10, 10))
	r.part(c.dns, resolved(between(100, 200)...))
	return c
}
