package campaign_test

import (
	"net/netip"
	"testing"
	"time"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/domaintest"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 250_000_000, time.UTC)

func TestGoldens(t *testing.T) {
	t.Parallel()
	domaintest.Goldens(t, campaign.Events, map[string]domain.Event{
		"created":         generationCreated,
		"created.dns":     created(campaign.DNS, dns()),
		"created.http":    created(campaign.HTTP, http()),
		"created.list":    created(campaign.List, list()),
		"created.step":    stepCreated,
		"started":         campaign.Started{Range: offsets(0, 3), Reason: "monthly run"},
		"started.http":    campaign.Started{Personas: []campaign.Pin{{ID: "p1", Sequence: 5}}, KeywordSets: []campaign.Pin{{ID: "k1", Sequence: 9}}},
		"paused":          campaign.Paused{Reason: "resolver complains"},
		"resumed":         campaign.Resumed{},
		"cancelled":       campaign.Cancelled{Reason: "wrong word"},
		"completed":       wasAllDone,
		"completed.list":  listCompleted,
		"failed":          wasIncomplete,
		"renamed":         campaign.Renamed{Name: &another, Description: &another},
		"deleted":         campaign.Deleted{},
		"names_generated": someGenerated,
		"names_generated.list": campaign.NamesGenerated{
			FirstOrdinal: 2000, Names: []string{"xab.com", "xba.com"}, Lines: []int64{2001, 2007},
		},
		"names_resolved": part(fullResult, bareResult),
		"pages_checked":  campaign.PagesChecked{Pages: []campaign.PageResult{fullPage, barePage}},
		// The last part of a unit may have nothing left to say.
		"names_resolved.empty": campaign.NewNamesResolved(nil),
		"pages_checked.empty":  campaign.NewPagesChecked(nil),
	})
}

var someGenerated = campaign.NamesGenerated{
	FirstOrdinal: 1000, FirstOffset: &firstOffset,
	Names: []string{"xab.com", "xba.com"}, Skipped: []int{0, 2},
}

var firstOffset = domain.BigOf(1_000_001_000)

var stepCreated = func() campaign.Created {
	c := generationCreated
	c.PipelineID = "0190a3c4-0000-7000-8000-00000000000b"
	return c
}()

var listCompleted = campaign.Completed{
	CompletionReason: campaign.AllDone, Units: 1, Counts: domain.Counts{"generated": 2}, TotalItems: 2,
	List: &campaign.ListReport{
		Duplicates: 1, Invalid: 1, InvalidLines: []campaign.InvalidLine{{Line: 3, Code: "not_a_hostname"}},
	},
}

func part(results ...campaign.DNSResult) campaign.NamesResolved {
	return campaign.NewNamesResolved(results)
}

var fullResult = campaign.DNSResult{
	Ordinal: 7, Name: "xab.com", Status: campaign.DNSResolved, RCode: "NOERROR",
	Records: &campaign.Records{
		A: []netip.Addr{netip.MustParseAddr("192.0.2.1")}, AAAA: []netip.Addr{netip.MustParseAddr("2001:db8::1")},
		CNAME: []string{"www.xab.com"}, NS: []string{"ns1.example"}, MX: []campaign.MX{{Preference: 10, Host: "mail.xab.com"}},
		TXT: []string{"v=spf1 -all"}, SOA: &campaign.SOA{MName: "ns1.example", RName: "admin.example", Serial: 2026030100,
			Refresh: 7200, Retry: 900, Expire: 1209600, Minimum: 300},
		MinTTL: 60, PrivateAddress: true, Truncated: true,
	},
	Resolver: "udp://9.9.9.9:53", Transport: "tcp", PersonaID: "p1", Attempts: 2, Duration: 31 * time.Millisecond, CheckedAt: noon,
}

var bareResult = campaign.DNSResult{
	Ordinal: 3, Name: "xba.com", Status: campaign.DNSTimeout, Resolver: "udp://9.9.9.9:53", PersonaID: "p2", Attempts: 1,
	Duration: 5 * time.Second, CheckedAt: noon.Add(-time.Second), ErrorCode: "TIMEOUT", ErrorMessage: "no answer within 5 s",
}

var verified = true

var fullPage = campaign.PageResult{
	Ordinal: 7, Name: "xab.com", Status: campaign.HTTPMatch, StatusCode: 200, FinalURL: "https://www.xab.com/",
	Redirects: []campaign.Redirect{{URL: "https://xab.com/", StatusCode: 301}}, TLSVersion: "TLS13", TLSVerified: &verified,
	HTTPVersion: "HTTP/2.0", RemoteAddress: "192.0.2.1:443", Title: "Buy <now>", ContentType: "text/html", ServerHeader: "nginx",
	Language: "en", Headers: map[string][]string{"Server": {"nginx"}}, ContentHash: hash, BodyBytes: 2048, Truncated: true,
	Snippet: "Buy now", MatchesTruncated: true,
	Matches: []campaign.Match{
		{KeywordSetID: "k1", KeywordSetName: "Shops", RuleID: "r1", Pattern: "b[u]y", RuleType: "regex", Category: "trade",
			Weight: 10, Where: "title", Count: 1000, CountCapped: true, MatchedText: "Buy", Context: "Buy <now>"},
		{AdHoc: true, Pattern: "now", RuleType: "string", Weight: 10, Where: "visible_text", Count: 1, MatchedText: "now", Context: "Buy now"},
	},
	PersonaID: "p1", Attempts: 1, DurationMs: 120, CheckedAt: noon,
}

var barePage = campaign.PageResult{
	Ordinal: 3, Name: "xba.com", Status: campaign.HTTPTLSError, TLSError: "certificate has expired", PersonaID: "p1", Attempts: 2,
	DurationMs: 15, CheckedAt: noon, ErrorCode: "TLS", ErrorMessage: "certificate has expired",
}
