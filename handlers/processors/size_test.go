package processors

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain/campaign"
	"domainflow/internal/lab"
)

// A part of any results has less JSON than its size says.
func TestSizeBoundsTheJSON(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.SampledFrom([]rune("a<&\x01\u2028é\"\\"))),
			rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) string { return string(b) }))
		var results []campaign.DNSResult
		size := 0
		for range rapid.IntRange(1, 20).Draw(t, "results") {
			r := campaign.DNSResult{
				Ordinal: rapid.Int64Min(0).Draw(t, "ordinal"), Name: text.Draw(t, "name"), Status: campaign.DNSError, Resolver: text.Draw(t, "resolver"),
				Attempts: rapid.IntRange(0, 1e9).Draw(t, "attempts"), ErrorCode: text.Draw(t, "code"), ErrorMessage: text.Draw(t, "message"),
			}
			if rapid.Bool().Draw(t, "has records") {
				r.Records = &campaign.Records{TXT: rapid.SliceOf(text).Draw(t, "txt"), NS: rapid.SliceOf(text).Draw(t, "ns"),
					MX: []campaign.MX{{Host: text.Draw(t, "mx")}}}
			}
			results = append(results, r)
			size += sizeOfDNSResult(r)
		}
		body, err := json.Marshal(campaign.NewNamesResolved(results))
		require.NoError(t, err)
		empty, err := json.Marshal(campaign.NewNamesResolved(nil))
		require.NoError(t, err)
		require.LessOrEqual(t, len(body)-len(empty), size)
	})
}

// Hostile name servers may fill every record with what JSON writes in six
// bytes. All of it is recorded nevertheless, in parts that a message can hold.
func TestPartsOfHostileRecordsFitIntoMessages(t *testing.T) {
	t.Parallel()
	r := newRig(t, 1, lab.Config{})
	w := r.newWorkers(r.line(0).nc)
	id := uuid.NewString()
	rec := w.recordingOf(r, id)
	require.NoError(t, rec.open(r.ctx()))
	worst, label := strings.Repeat("\x01", 1024), strings.Repeat("\x01", 255)
	records := &campaign.Records{}
	for range 64 {
		records.TXT = append(records.TXT, worst)
		records.NS = append(records.NS, label)
		records.CNAME = append(records.CNAME, label)
		records.MX = append(records.MX, campaign.MX{Preference: 65535, Host: label})
	}
	var names []string
	for i := range 6 {
		name := fmt.Sprintf("n%d.com", i)
		names = append(names, name)
		result := campaign.DNSResult{Ordinal: int64(i), Name: name, Status: campaign.DNSResolved, Records: records}
		if i%2 == 1 {
			result.Records = &campaign.Records{TXT: records.TXT[:60]}
		}
		rec.add(result)
	}
	require.NoError(t, rec.finish(r.ctx()))
	require.NoError(t, audit(r.results(id), names))
	for _, e := range r.results(id) {
		require.Less(t, len(e.Data), 1<<20-(64<<10))
	}
	require.Greater(t, len(r.results(id)), 3)
}

func TestEmptyLastPartHasNoNulls(t *testing.T) {
	t.Parallel()
	resolved, counts := resolvedFormat.encode(nil)
	require.Empty(t, counts)
	checked, counts := checkedFormat.encode(nil)
	require.Empty(t, counts)
	for _, event := range []any{resolved, checked} {
		body, err := json.Marshal(event)
		require.NoError(t, err)
		require.NotContains(t, string(body), "null")
	}
}
