package campaign_test

import (
	"testing"

	"go.uber.org/goleak"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/domaintest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

type (
	row    = domaintest.Case[campaign.Command, campaign.Event]
	events = []campaign.Event
)

const (
	owner  = "00000000-0000-0000-0000-000000000000"
	source = "0190a3c4-0000-7000-8000-00000000000a"
	hash   = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
)

func generation() campaign.Params {
	return campaign.Params{Generation: &campaign.GenerationParams{
		PatternType: "suffix", SuffixVariableLength: 2, CharacterSet: "ab", ConstantString: "x", TLDs: []string{"com"},
		NumDomainsToGenerate: domain.BigOf(3), PatternHash: hash, SpaceSize: domain.BigOf(4),
	}}
}

func dns() campaign.Params {
	return campaign.Params{DNS: &campaign.DNSParams{
		SourceCampaignID: source, PersonaIDs: []string{"p1", "p2"}, RecordTypes: []campaign.RecordType{"A", "AAAA"}, RetryAttempts: 1,
	}}
}

func http() campaign.Params {
	return campaign.Params{HTTP: &campaign.HTTPParams{
		SourceCampaignID: source, KeywordSetIDs: []string{"k1"}, AdHocKeywords: []string{"buy now"}, PersonaIDs: []string{"p1"},
		TargetHTTPPorts: []int{8443}, ProcessingSpeedPerMinute: 60, RetryAttempts: 1, Path: "/",
	}}
}

func list() campaign.Params {
	return campaign.Params{List: &campaign.ListParams{Format: campaign.ListCSV, Column: "domain"}}
}

func found(sequence uint64, ids ...string) []campaign.Reference {
	var refs []campaign.Reference
	for i, id := range ids {
		refs = append(refs, campaign.Reference{ID: id, Sequence: sequence + uint64(i), Available: true})
	}
	return refs
}

func offsets(from, to int64) *campaign.Range {
	return &campaign.Range{From: domain.BigOf(from), To: domain.BigOf(to), PatternHash: hash, SpaceSize: domain.BigOf(4)}
}

func created(kind campaign.Type, params campaign.Params) campaign.Created {
	c := campaign.Created{CampaignType: kind, Name: "n", OwnerID: owner, Params: params}
	if params.DNS != nil || params.HTTP != nil {
		c.SourceCampaignID = source
	}
	return c
}

var (
	another           = "another"
	generationCreated = created(campaign.Generation, generation())
	listCreated       = created(campaign.List, list())
	incomplete        = campaign.Fail{ErrorCode: campaign.CodeUploadIncomplete, ErrorMessage: "the upload broke off"}
	wasIncomplete     = campaign.Failed{ErrorCode: campaign.CodeUploadIncomplete, ErrorMessage: "the upload broke off"}
	dnsCreated        = created(campaign.DNS, dns())
	dnsStarted        = campaign.Started{Personas: []campaign.Pin{{ID: "p1", Sequence: 5}, {ID: "p2", Sequence: 6}}}
	startDNS          = campaign.Start{Personas: found(5, "p1", "p2")}
	allDone           = campaign.Complete{Reason: campaign.AllDone, Units: 1, Counts: domain.Counts{"resolved": 2, "error": 1}}
	wasAllDone        = campaign.Completed{CompletionReason: campaign.AllDone, Units: 1,
		Counts: domain.Counts{"resolved": 2, "error": 1}, TotalItems: 3}
)
