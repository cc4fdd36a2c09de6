package match

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/require"
)

// Every character of every plane: folding is that of the standard library, the
// table of the basic plane loses nothing, and all that equals ASCII is ASCII.
func TestFoldIsSimpleFolding(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		folded, other := foldRune(r), unicode.SimpleFold(r)
		if folded != foldRune(other) || !strings.EqualFold(string(r), string(folded)) {
			require.Failf(t, "not folded", "%U gives %U, %U gives %U", r, folded, other, foldRune(other))
		}
		if folded < 0x80 && r >= 0x80 && r != 'ſ' && r != '\u212a' {
			require.Failf(t, "unexpected ASCII", "%U gives %U", r, folded)
		}
	}
}

func TestOffsetsLeadBack(t *testing.T) {
	t.Parallel()
	text := "aȺ\u212a\xffſz"
	v := foldText(text)
	require.Equal(t, "aⱥk\xffsz", strings.Replace(v.folded, string(foldRune('ⱥ')), "ⱥ", 1))
	boundaries := []int{}
	for i := range v.folded {
		boundaries = append(boundaries, v.original(i))
	}
	want := []int{}
	for i := range text {
		want = append(want, i)
	}
	require.Equal(t, want, boundaries)
	require.Equal(t, len(text), v.original(len(v.folded)))
}
