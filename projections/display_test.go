package projections_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
	"domainflow/projections"
)

// Every list of results shows the Unicode form of a name where it differs.
func TestResultsShowTheUnicodeForm(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, source, dns, web := r.start(), newID(), newID(), newID()
	r.append(campaign.Category, source, generation("g"), startedWith(0, 2))
	r.append(campaign.Category, dns, dnsCampaign("d", source))
	r.append(campaign.Category, web, httpCampaign("h", dns))
	made := []string{"xn--mnchen-3ya.xn--p1ai", "muenchen.de"}
	r.part(source, campaign.NamesGenerated{Names: made})
	found, checked := resolved(0, 1), pages(0, 1)
	copy(found.Names, made)
	checked.Pages[0].Name, checked.Pages[1].Name = made[0], made[1]
	r.part(dns, found)
	r.part(web, checked)
	r.reach(p)

	shown := map[string][]string{}
	show := func(list, name, display string) { shown[list] = append(shown[list], name, display) }
	generated, err := p.Queries().Names(t.Context(), source, projections.NamesFilter{Paging: all})
	require.NoError(t, err)
	for _, n := range generated.Items {
		show("names", n.DomainName, n.DisplayName)
	}
	answers, err := p.Queries().DNSResults(t.Context(), dns, projections.DNSFilter{Paging: all})
	require.NoError(t, err)
	for _, n := range answers.Items {
		show("dns", n.DomainName, n.DisplayName)
	}
	fetched, err := p.Queries().HTTPResults(t.Context(), web, projections.HTTPFilter{Paging: all})
	require.NoError(t, err)
	for _, n := range fetched.Items {
		show("http", n.DomainName, n.DisplayName)
	}
	want := []string{made[0], "münchen.рф", made[1], ""}
	require.Equal(t, map[string][]string{"names": want, "dns": want, "http": want}, shown)
	require.Equal(t, "xn--p1ai", generated.Items[0].TLD)
}
