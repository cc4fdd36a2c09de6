package resolver

import (
	"strings"
	"testing"

	"github.com/miekg/dns"
	"github.com/stretchr/testify/require"
)

// FuzzPackName compares with miekg/dns: the same bytes, or no wire form for both.
func FuzzPackName(f *testing.F) {
	label := strings.Repeat("a", maxLabel)
	long := strings.Repeat(label+".", 3)
	for _, name := range []string{
		"a.test", "a.test.", "A-b_c.Test", "", ".", "..", "a..", "a..b", ".a", `a\.b.test`, `a\046.test`, `a\`, "münchen.test", "a b.\x00",
		label + ".test", label + "a.test", long + label[:61], long + label[:62], long + label[:61] + ".", long + label[:62] + ".",
	} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		var ours, theirs [maxName]byte
		end, err := packName(ours[:], name)
		theirEnd, theirErr := dns.PackDomainName(dns.Fqdn(name), theirs[:], 0, nil, false)
		require.Equal(t, theirErr == nil, err == nil, "%v %v", theirErr, err)
		if err == nil {
			require.Equal(t, theirs[:theirEnd], ours[:end])
		}
	})
}

func TestPackNameDoesNotWriteBehindItsRoom(t *testing.T) {
	t.Parallel()
	var room [maxName + 1]byte
	room[maxName] = 0xff
	name := strings.Repeat(strings.Repeat("a", maxLabel)+".", 3) + strings.Repeat("a", 61)
	end, err := packName(room[:], name)
	require.NoError(t, err)
	require.Equal(t, maxName, end)
	require.EqualValues(t, 0xff, room[maxName])
}
