package projections

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func FuzzCursor(f *testing.F) {
	good, err := cursor{Query: "q", position: position{Value: "v", Number: 7}}.encode()
	require.NoError(f, err)
	for _, seed := range []string{"", *good, "e30", "!", base64.RawURLEncoding.EncodeToString([]byte(`{"q":"q","n":-2}`))} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at, err := decodeCursor(text, "q")
		if err != nil {
			require.ErrorIs(t, err, ErrCursor)
			require.Nil(t, at)
			return
		}
		if at == nil {
			require.Empty(t, text)
			return
		}
		again, err := cursor{Query: "q", position: *at}.encode()
		require.NoError(t, err)
		same, err := decodeCursor(*again, "q")
		require.NoError(t, err)
		require.Equal(t, at, same)
		_, err = decodeCursor(text, "other")
		require.ErrorIs(t, err, ErrCursor)
	})
}

func TestHugeCursorIsRefusedUnread(t *testing.T) {
	t.Parallel()
	_, err := decodeCursor(strings.Repeat("A", maxCursor+1), "q")
	require.ErrorIs(t, err, ErrCursor)
}

func FuzzWithoutNUL(f *testing.F) {
	for _, seed := range []string{"", "a\x00b", `\u0000`, `\\u0000`, "\x00\\", "\xff\x00\u2028", `"`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text, err := jsonText(s)
		require.NoError(t, err)
		var back string
		require.NoError(t, json.Unmarshal(text, &back))
		require.Equal(t, strings.ReplaceAll(strings.ToValidUTF8(asJSONKeeps(t, s), "\uFFFD"), "\x00", ""), back)
		require.NotContains(t, clean(s), "\x00")
		require.Equal(t, clean(s), clean(clean(s)))
	})
}

// asJSONKeeps is what encoding/json makes of a string by itself: it replaces
// each invalid byte.
func asJSONKeeps(t *testing.T, s string) string {
	t.Helper()
	text, err := json.Marshal(s)
	require.NoError(t, err)
	var back string
	require.NoError(t, json.Unmarshal(text, &back))
	return back
}
