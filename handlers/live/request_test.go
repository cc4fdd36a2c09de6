package live

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

// FuzzRequest holds that no frame of a client does more than be refused, and
// that what is accepted makes a selection the log can be asked for.
func FuzzRequest(f *testing.F) {
	for _, seed := range []string{
		`{"type":"subscribe","id":"s","campaignIds":["0190c0de-0000-7000-8000-000000000001"],"since":5}`,
		`{"type":"subscribe","id":"s","types":["campaign.*","persona.created"],"since":"now"}`,
		`{"type":"ping","nonce":{"a":[1,null]}}`, `{"type":"unsubscribe","id":""}`, `{"type":5}`, `null`, `[`, `{"type":"x","y":1}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, frame []byte) {
		r, err := parse(frame)
		var wrong *invalid
		if err != nil {
			require.True(t, errors.Is(err, errMalformed) || errors.As(err, &wrong))
			return
		}
		require.NotEmpty(t, r.Type)
		if err := r.check(); err != nil {
			require.ErrorAs(t, err, &wrong)
			return
		}
		s := r.selection(nil)
		require.True(t, r.All || s.campaigns != nil || s.types != nil)
		for _, p := range s.patterns() {
			require.Regexp(t, `^domainflow\.[a-z0-9_]+\.(>|([0-9a-f-]{36}\.>)|(\*\.[a-z0-9_]+(\.\*\.\*)?))$`, string(p))
		}
		if sequence, err := r.since(7); err != nil {
			require.ErrorAs(t, err, &wrong)
			require.Zero(t, sequence)
		}
	})
}
