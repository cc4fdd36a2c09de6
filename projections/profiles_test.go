package projections_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/pattern"
	"domainflow/domain/persona"
	"domainflow/projections"
)

// strangeProfiles stores the text wherever a persona, a set, a user or a pattern has one.
func (r *rig) strangeProfiles(text string) {
	dns := dnsPersona(text, true)
	dns.Description, dns.DNS.Resolvers = text, []string{text}
	r.append(persona.Category, newID(), persona.Created{Type: persona.DNS, Profile: dns}, persona.Updated{Profile: dns})
	web := httpPersona(text)
	web.HTTP.UserAgent, web.HTTP.Headers = text, map[string]string{text: text}
	r.append(persona.Category, newID(), persona.Created{Type: persona.HTTP, Profile: web})
	s := set(text, text)
	s.Description, s.MatchIn = text, []keywordset.Place{keywordset.Place(text)}
	r.append(keywordset.Category, newID(), keywordset.Created{Set: s}, keywordset.Updated{Set: s})
	u := natsUser(text)
	u.Subjects, u.PublicKey = []string{text}, text
	r.append(natsuser.Category, newID(), natsuser.Created{User: u})
	r.append(pattern.Category, "strange", pattern.RangeReserved{CampaignID: text, To: domain.BigOf(1)})
}

func TestPersonas(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.start()
	b, a, gone := newID(), newID(), newID()
	first := r.append(persona.Category, b, persona.Created{Type: persona.DNS, Profile: dnsPersona("beta", true)})
	created := r.clock
	r.append(persona.Category, a, persona.Created{Type: persona.HTTP, Profile: httpPersona("alpha")})
	r.append(persona.Category, gone, persona.Created{Type: persona.DNS, Profile: dnsPersona("gone", true)})
	r.append(persona.Category, gone, persona.Deleted{})
	last := r.reach(p)

	got, sequence, err := p.Queries().Persona(t.Context(), b)
	require.NoError(t, err)
	require.Equal(t, last, sequence)
	require.Equal(t, projections.Persona{
		ID: b, Name: "beta", PersonaType: persona.DNS, ConfigDetails: *dnsPersona("", true).DNS, IsEnabled: true,
		CreatedAt: projections.TimeOf(created), UpdatedAt: projections.TimeOf(created), Version: first,
	}, got)
	_, _, err = p.Queries().Persona(t.Context(), gone)
	require.ErrorIs(t, err, projections.ErrNotFound)

	updated := r.append(persona.Category, b, persona.Updated{Profile: dnsPersona("Beta 2", false)})
	r.reach(p)
	got, _, err = p.Queries().Persona(t.Context(), b)
	require.NoError(t, err)
	require.Equal(t, "Beta 2", got.Name)
	require.Equal(t, updated, got.Version)
	require.Equal(t, projections.TimeOf(created), got.CreatedAt)
	require.Equal(t, projections.TimeOf(r.clock), got.UpdatedAt)

	for name, c := range map[string]struct {
		filter projections.PersonaFilter
		want   []string
	}{
		"by name":    {projections.PersonaFilter{}, []string{b, a}},
		"newest":     {projections.PersonaFilter{Sort: "-createdAt"}, []string{a, b}},
		"type":       {projections.PersonaFilter{PersonaType: persona.HTTP}, []string{a}},
		"enabled":    {projections.PersonaFilter{IsEnabled: flag(true)}, []string{a}},
		"disabled":   {projections.PersonaFilter{IsEnabled: flag(false)}, []string{b}},
		"part":       {projections.PersonaFilter{Query: "ETA"}, []string{b}},
		"percentage": {projections.PersonaFilter{Query: "%"}, nil},
	} {
		page, err := p.Queries().Personas(t.Context(), c.filter)
		require.NoError(t, err, name)
		var ids []string
		for _, item := range page.Items {
			ids = append(ids, item.ID)
		}
		require.Equal(t, c.want, ids, name)
	}
	_, err = p.Queries().Personas(t.Context(), projections.PersonaFilter{Sort: "version"})
	require.ErrorIs(t, err, projections.ErrSort)
}

func TestKeywordSets(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p, id, gone := r.start(), newID(), newID()
	r.append(keywordset.Category, id, keywordset.Created{Set: set("brands", "shop")})
	created := r.clock
	version := r.append(keywordset.Category, id, keywordset.Updated{Set: set("Brands", "shop", "store")})
	r.append(keywordset.Category, gone, keywordset.Created{Set: set("gone")}, keywordset.Deleted{})
	updated := r.clock.Add(-1e9)
	r.reach(p)
	want := projections.KeywordSet{
		ID: id, Name: "Brands", IsEnabled: true, MatchIn: []keywordset.Place{keywordset.Title}, RuleCount: 2,
		Rules: set("", "shop", "store").Rules, CreatedAt: projections.TimeOf(created), UpdatedAt: projections.TimeOf(updated), Version: version,
	}
	got, _, err := p.Queries().KeywordSet(t.Context(), id)
	require.NoError(t, err)
	require.Equal(t, want, got)
	_, _, err = p.Queries().KeywordSet(t.Context(), gone)
	require.ErrorIs(t, err, projections.ErrNotFound)

	page, err := p.Queries().KeywordSets(t.Context(), projections.KeywordSetFilter{Query: "rand", IncludeRules: true})
	require.NoError(t, err)
	require.Equal(t, []projections.KeywordSet{want}, page.Items)
	want.Rules = nil
	page, err = p.Queries().KeywordSets(t.Context(), projections.KeywordSetFilter{IsEnabled: flag(true), Sort: "-createdAt"})
	require.NoError(t, err)
	require.Equal(t, []projections.KeywordSet{want}, page.Items)
	page, err = p.Queries().KeywordSets(t.Context(), projections.KeywordSetFilter{IsEnabled: flag(false)})
	require.NoError(t, err)
	require.Empty(t, page.Items)
}
