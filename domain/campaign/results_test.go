package campaign_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/domain/campaign"
)

// throughJSON is what a reader of the log gets.
func throughJSON[E any](t require.TestingT, event E) E {
	encoded, err := json.Marshal(event)
	require.NoError(t, err)
	var decoded E
	require.NoError(t, json.Unmarshal(encoded, &decoded))
	return decoded
}

// Every place of a unit is a name or skipped, and a name keeps its place.
func TestGeneratedNamesKeepTheirOrdinals(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		valid := rapid.SliceOfN(rapid.Bool(), 0, 50).Draw(t, "valid")
		first := rapid.Int64Range(0, 1<<40).Draw(t, "first")
		event := campaign.NamesGenerated{FirstOrdinal: first, FirstOffset: offset(first), Names: []string{}}
		want := map[int64]string{}
		for i, ok := range valid {
			if !ok {
				event.Skipped = append(event.Skipped, i)
				continue
			}
			name := fmt.Sprintf("n%d.com", i)
			event.Names, want[first+int64(i)] = append(event.Names, name), name
		}
		got := map[int64]string{}
		for ordinal, name := range throughJSON(t, event).Each {
			require.NotContains(t, got, ordinal)
			got[ordinal] = name
		}
		require.Equal(t, want, got)
		require.EqualValues(t, len(valid), event.Counts().Total())
		require.EqualValues(t, len(want), event.Counts()[campaign.NameGenerated])
	})
}

func TestDNSResultsSurviveTheirColumns(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		results := rapid.SliceOfN(rapid.Custom(drawResult), 0, 40).Draw(t, "results")
		event := throughJSON(t, part(results...))
		require.Equal(t, len(results), event.Len())
		counts := domain.Counts{}
		for i, got := range event.Each {
			want := results[i]
			counts[string(want.Status)]++
			require.True(t, want.CheckedAt.Truncate(time.Millisecond).Equal(got.CheckedAt), "%v is not %v", got.CheckedAt, want.CheckedAt)
			want.CheckedAt, got.CheckedAt = time.Time{}, time.Time{}
			want.Duration = want.Duration.Truncate(time.Millisecond)
			require.Equal(t, want, got)
		}
		require.Equal(t, counts, event.Counts())
	})
}

func drawResult(t *rapid.T) campaign.DNSResult {
	text := rapid.SampledFrom([]string{"", "a", "b", "ä\n\"<>"})
	r := campaign.DNSResult{
		Ordinal: rapid.Int64Min(0).Draw(t, "ordinal"), Name: rapid.StringMatching(`[a-z]{1,5}\.com`).Draw(t, "name"),
		Status: rapid.SampledFrom(campaign.DNSStatuses).Draw(t, "status"), RCode: text.Draw(t, "rcode"),
		Resolver: text.Draw(t, "resolver"), Transport: text.Draw(t, "transport"), PersonaID: text.Draw(t, "persona"),
		Attempts:  rapid.IntRange(0, 20).Draw(t, "attempts"),
		Duration:  time.Duration(rapid.Int64Range(0, int64(time.Minute)).Draw(t, "duration")),
		CheckedAt: noon.Add(time.Duration(rapid.Int64Range(-int64(time.Hour), int64(time.Hour)).Draw(t, "checked"))),
		ErrorCode: text.Draw(t, "code"), ErrorMessage: text.Draw(t, "message"),
	}
	if rapid.Bool().Draw(t, "has records") {
		r.Records = &campaign.Records{MinTTL: rapid.Uint32().Draw(t, "ttl")}
		for range rapid.IntRange(0, 3).Draw(t, "addresses") {
			r.Records.A = append(r.Records.A, netip.AddrFrom4([4]byte{192, 0, 2, rapid.Byte().Draw(t, "a")}))
			r.Records.TXT = append(r.Records.TXT, text.Draw(t, "txt"))
		}
	}
	return r
}

func TestEachStopsWhenAsked(t *testing.T) {
	t.Parallel()
	resolved := part(fullResult, bareResult)
	for i, r := range resolved.Each {
		require.Zero(t, i)
		require.Equal(t, "xab.com", r.Name)
		break
	}
	for ordinal := range someGenerated.Each {
		require.EqualValues(t, 1001, ordinal)
		break
	}
}

func TestColumnsHoldEachValueOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOf(rapid.SampledFrom([]string{"", "a", "b", "c"})).Draw(t, "values")
		var column campaign.Column[string]
		for _, v := range values {
			column.Add(v)
		}
		for i, v := range values {
			require.Equal(t, v, column.At(i))
		}
		seen := map[string]bool{}
		for _, v := range column.Values {
			require.False(t, seen[v], "%q is held twice", v)
			seen[v] = true
		}
		require.Equal(t, len(seen) < 2, column.Rows == nil, "rows say which of several values it is")
	})
}

// Whoever reads rows trusts the columns: so what is in the log is checked
// before.
func TestColumnsThatDoNotBelongTogetherAreRefused(t *testing.T) {
	t.Parallel()
	good, err := json.Marshal(part(fullResult, bareResult))
	require.NoError(t, err)
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal(good, &members))
	for member, wrong := range map[string][]string{
		"ordinals": {`[1]`, `null`}, "names": {`["a.com"]`, `[]`}, "attempts": {`[1,2,3]`}, "durationMs": {`[]`},
		"checkedAfterMs": {`[0]`},
		"status":         {`{"values":["resolved"],"rows":[0]}`, `{"values":[]}`, `{"values":["resolved","error"]}`, `{"values":["error"],"rows":[0,1]}`, `{}`},
		"rcode":          {`{"values":["a"],"rows":[0,-1]}`}, "resolver": {`{"values":[],"rows":[0,0]}`},
		"transport": {`{}`}, "personaId": {`{}`}, "errorCode": {`{}`}, "errorMessage": {`{"values":["a"],"rows":[0,0,0]}`},
		"records": {`[{"row":2}]`, `[{"row":1},{"row":0}]`, `[{"row":0},{"row":0}]`, `[{"row":-1}]`},
	} {
		for _, w := range wrong {
			changed := maps.Clone(members)
			changed[member] = json.RawMessage(w)
			encoded, err := json.Marshal(changed)
			require.NoError(t, err)
			require.Error(t, json.Unmarshal(encoded, new(campaign.NamesResolved)), "%s: %s", member, w)
		}
	}
}

func FuzzNamesResolved(f *testing.F) {
	for _, e := range []campaign.NamesResolved{part(fullResult, bareResult), part(fullResult), part()} {
		encoded, err := json.Marshal(e)
		require.NoError(f, err)
		f.Add(encoded)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var e campaign.NamesResolved
		if json.Unmarshal(data, &e) != nil {
			return
		}
		var results []campaign.DNSResult
		for _, r := range e.Each {
			results = append(results, r)
		}
		require.Len(t, results, e.Len())
		require.EqualValues(t, e.Len(), e.Counts().Total())
	})
}

// The figure that made the results column-oriented: see [campaign.Column].
func TestThousandUnresolvedNamesAreSmall(t *testing.T) {
	t.Parallel()
	var results []campaign.DNSResult
	for i := range int64(1000) {
		results = append(results, campaign.DNSResult{
			Ordinal: i, Name: fmt.Sprintf("brand-%04d.com", i), Status: campaign.DNSUnresolved, RCode: "NXDOMAIN",
			Resolver: fmt.Sprintf("udp://9.9.9.%d:53", i%4), Transport: "udp", PersonaID: "0190a3c4-0000-7000-8000-000000000001",
			Attempts: 1, Duration: time.Duration(i%50) * time.Millisecond, CheckedAt: noon.Add(time.Duration(i) * time.Millisecond),
		})
	}
	encoded, err := json.Marshal(campaign.NewNamesResolved(results))
	require.NoError(t, err)
	require.Less(t, len(encoded), 32<<10)
}

func TestPagesAreCounted(t *testing.T) {
	t.Parallel()
	var e campaign.PagesChecked
	for i, s := range campaign.HTTPStatuses {
		for range i + 1 {
			e.Pages = append(e.Pages, campaign.PageResult{Status: s})
		}
	}
	require.Equal(t, domain.Counts{"match": 1, "no_match": 2, "http_error": 3, "timeout": 4, "tls_error": 5, "blocked": 6, "error": 7}, e.Counts())
}

func TestAddressesAreThoseOfBothFamilies(t *testing.T) {
	t.Parallel()
	require.Equal(t, []netip.Addr{netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("2001:db8::1")}, fullResult.Records.Addresses())
	require.Empty(t, bareResult.Records.Addresses())
}

func offset(n int64) *domain.Big {
	b := domain.BigOf(n)
	return &b
}

func TestOffsetsAreThoseOfPatterns(t *testing.T) {
	t.Parallel()
	require.Equal(t, offset(1_000_001_003), someGenerated.Offset(1003))
	require.Nil(t, campaign.NamesGenerated{FirstOrdinal: 1000, Names: []string{"a.com"}}.Offset(1000), "a list has none")
}
