package rest

import (
	"encoding/csv"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"domainflow/domain"
	"domainflow/projections"
)

func TestCells(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":              "",
		"plain":         "plain",
		"=cmd()":        "'=cmd()",
		"+1":            "'+1",
		"-1":            "'-1",
		"@SUM(1)":       "'@SUM(1)",
		"\tx":           "\"'\tx\"",
		"\rx":           "\"'\rx\"",
		"a=b":           "a=b",
		" =a":           " =a",
		"a,b":           `"a,b"`,
		`say "hi"`:      `"say ""hi"""`,
		`="a"`:          `"'=""a"""`,
		"two\nlines":    "\"two\nlines\"",
		"old\rmac":      "\"old\rmac\"",
		"a;=cmd()":      `"a;=cmd()"`,
		`{"a":["b",1]}`: `"{""a"":[""b"",1]}"`,
		"bücher":        "bücher",
	} {
		require.Equal(t, want, string(appendCell(nil, 0, text)), "%q", text)
		require.Equal(t, "x,"+want, string(appendCell([]byte("x"), 1, text)), "%q", text)
	}
}

// Whatever a cell holds, others read what was written, but for the apostrophe
// of formulas.
func TestRowsAreReadAsTheyWereWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		row := rapid.SliceOfN(rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("=+-@\t\r\n\",;' a")))), 2, 5).Draw(t, "row")
		var line []byte
		for i, text := range row {
			line = appendCell(line, i, text)
		}
		got, err := csv.NewReader(strings.NewReader(string(line) + "\r\n")).Read()
		require.NoError(t, err)
		require.Len(t, got, len(row))
		for i, text := range row {
			guarded := len(text) > 0 && strings.ContainsAny(text[:1], "=+-@\t\r")
			require.Equal(t, guarded, strings.TrimPrefix(got[i], "'") != got[i] && !strings.HasPrefix(text, "'"))
			if guarded {
				got[i] = got[i][1:]
			}
			// The reader takes \r\n within quotes for \n.
			require.Equal(t, strings.ReplaceAll(text, "\r\n", "\n"), got[i])
		}
	})
}

func TestTableHasAColumnForEachMember(t *testing.T) {
	t.Parallel()
	require.Equal(t, "domainName,displayName,tld,ordinal,offset,lineNumber,generatedAt\r\n", csvOf(reflect.TypeFor[projections.Name]()).head())
	http := csvOf(reflect.TypeFor[projections.HTTPResult]())
	require.Contains(t, http.head(), ",matches,finalUrl,redirects,", "embedded members are members")

	type inner struct {
		A int `json:"a"`
	}
	type row struct {
		Text     string         `json:"text"`
		Number   int64          `json:"number"`
		Missing  *bool          `json:"missing"`
		Known    *bool          `json:"known"`
		Big      *domain.Big    `json:"big,omitempty"`
		Empty    []string       `json:"empty,omitempty"`
		List     []string       `json:"list"`
		Map      map[string]int `json:"map,omitempty"`
		Inner    inner          `json:"inner"`
		Zero     int            `json:"zero,omitempty"`
		At       projections.Time
		Internal string `json:"-"`
	}
	yes, big := true, domain.BigOf(7)
	table := csvOf(reflect.TypeFor[row]())
	got, err := table.row(nil, &row{Text: "<&>", Number: -3, Known: &yes, Big: &big, Empty: []string{}, List: []string{"<"}, Map: map[string]int{"b": 1}})
	require.NoError(t, err)
	require.Equal(t, `<&>,'-3,,true,7,,"[""<""]","{""b"":1}","{""a"":0}",`+"\r\n", string(got))
}

func TestFilesAreNamedAfterTheCampaign(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"shops":                  `attachment; filename="shops-x.csv"`,
		`a/b\c "d"; e`:           `attachment; filename="a-b-c--d---e-x.csv"`,
		"../../etc/passwd":       `attachment; filename="etc-passwd-x.csv"`,
		"a\r\nSet-Cookie: b=c":   `attachment; filename="a--Set-Cookie--b-c-x.csv"`,
		"???":                    `attachment; filename="campaign-x.csv"`,
		"bücher":                 `attachment; filename="b_cher-x.csv"; filename*=UTF-8''b%C3%BCcher-x.csv`,
		"日本":                     `attachment; filename="__-x.csv"; filename*=UTF-8''%E6%97%A5%E6%9C%AC-x.csv`,
		"a\u202egpj":             `attachment; filename="a-gpj-x.csv"`,
		strings.Repeat("x", 255): fmt.Sprintf(`attachment; filename="%s-x.csv"`, strings.Repeat("x", 60)),
	} {
		require.Equal(t, want, attachment(name, "-x.csv"), name)
	}
}
