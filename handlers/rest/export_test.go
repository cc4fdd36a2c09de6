package rest_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/domain/campaign"
)

// rows are those of a CSV, without its header.
func (a reply) rows() (header []string, rows [][]string) {
	a.t.Helper()
	require.Equal(a.t, http.StatusOK, a.StatusCode, a.text)
	require.Equal(a.t, "text/csv; charset=utf-8", a.Header.Get("Content-Type"))
	require.Equal(a.t, strings.Count(a.text, "\n"), strings.Count(a.text, "\r\n"))
	all, err := csv.NewReader(strings.NewReader(a.text)).ReadAll()
	require.NoError(a.t, err)
	return all[0], all[1:]
}

// items of a list as the answer has them, byte for byte.
func (a reply) items() []string {
	a.t.Helper()
	var page struct{ Items []json.RawMessage }
	require.NoError(a.t, json.Unmarshal([]byte(a.text), &page), a.text)
	return rawTexts(page.Items)
}

func rawTexts(raw []json.RawMessage) []string {
	out := []string{}
	for _, r := range raw {
		out = append(out, string(r))
	}
	return out
}

// The exports of every type have the items of its list.
func TestExportsHaveTheItemsOfTheLists(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.chain()
	for _, c := range []struct{ campaign, list, file string }{
		{p.names, "generated-domains", "shops"}, {p.resolved, "dns-validation", "dns"}, {p.pages, "http-keyword", "http"},
	} {
		path := campaignsPath + "/" + c.campaign
		list := r.get(path + "/results/" + c.list + "?minSequence=" + p.last)
		want := list.items()
		require.NotEmpty(t, want)

		lines := r.get(path + "/export?format=ndjson")
		require.Equal(t, "application/x-ndjson", lines.Header.Get("Content-Type"))
		require.Equal(t, strings.Join(want, "\n")+"\n", lines.text)
		require.Equal(t, list.sequence(), lines.sequence())
		require.Equal(t, fmt.Sprintf(`attachment; filename="%s-%s.ndjson"`, c.file, c.list), lines.Header.Get("Content-Disposition"))

		file := r.get(path + "/export?format=json")
		require.Equal(t, "application/json", file.Header.Get("Content-Type"))
		var items []json.RawMessage
		require.NoError(t, json.Unmarshal([]byte(file.text), &items))
		require.Equal(t, want, rawTexts(items))

		header, rows := r.get(path + "/export?format=csv").rows()
		require.Equal(t, "domainName", header[0])
		require.Len(t, rows, len(want))
		for i, row := range rows {
			requireCells(t, header, row, want[i])
		}
		marked := r.get(path + "/export?format=csv&bom=true").text
		require.Equal(t, "\ufeff", marked[:3])
		require.Equal(t, r.get(path+"/export?format=csv&bom=false").text, marked[3:])
	}
}

// requireCells compares a row with the members of an item.
func requireCells(t *testing.T, header, row []string, item string) {
	t.Helper()
	var members map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(item), &members))
	for i, name := range header {
		want := string(members[name])
		var text string
		if want == "null" || json.Unmarshal(members[name], &text) == nil {
			want = text
		}
		require.Equal(t, want, row[i], name)
		delete(members, name)
	}
	require.Empty(t, members)
}

// X11.
func TestFormulasOpenAsText(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.chain()
	var e campaign.PagesChecked
	titles := []string{"=cmd()", "+1", "-1", "@x", "\t=1", "a,\"b\"\r\n=c", "<b>&", "ok"}
	for i, title := range titles {
		e.Pages = append(e.Pages, campaign.PageResult{Ordinal: int64(10 + i), Name: fmt.Sprintf("n%d.com", i), Status: campaign.HTTPNoMatch,
			Title: title, CheckedAt: checkedAt})
	}
	path := fmt.Sprintf("%s/%s/export?minSequence=%d&status=no_match&format=", campaignsPath, p.pages, r.part(p.pages, e, e.Counts()))
	header, rows := r.get(path + "csv").rows()
	var shown []string
	for _, row := range rows {
		for i, name := range header {
			if name == "title" {
				shown = append(shown, row[i])
			}
		}
	}
	// The reader of this test takes \r\n within quotes for \n.
	require.Equal(t, []string{"'=cmd()", "'+1", "'-1", "'@x", "'\t=1", "a,\"b\"\n=c", "<b>&", "ok"}, shown)
	var unchanged []string
	for line := range strings.Lines(r.get(path + "ndjson").text) {
		var item struct{ Title string }
		require.NoError(t, json.Unmarshal([]byte(line), &item))
		unchanged = append(unchanged, item.Title)
	}
	require.Equal(t, titles, unchanged)
}

func TestExportsTakeTheFiltersOfTheirList(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	p := r.chain()
	const a, b, c = "aashop.com", "abshop.com", "bashop.co.uk"
	for query, want := range map[string][]string{
		p.names + "/export?tld=co.uk":                                                              {c},
		p.names + "/export?q=ab&sort=ordinal":                                                      {b},
		p.resolved + "/export?status=resolved&status=timeout":                                      {a, c},
		p.resolved + "/export?rcode=NXDOMAIN&resolver=8.8.8.8&personaId=" + p.dns:                  {b},
		p.pages + "/export?status=match&hasKeywords=true&category=money&statusCode=200":            {a},
		p.pages + "/export?keywordSetId=" + p.words + "&ruleId=" + p.words:                         {a},
		p.pages + "/export?contentHash=" + strings.Repeat("0", 64) + "&q=a&personaId=" + p.browser: {},
	} {
		path := campaignsPath + "/" + query + "&minSequence=" + p.last
		var items []object
		require.NoError(t, json.Unmarshal([]byte(r.get(path+"&format=json").text), &items), query)
		got := []string{}
		for _, item := range items {
			got = append(got, item["domainName"].(string))
		}
		require.Equal(t, want, got, query)
		header, rows := r.get(path + "&format=csv").rows()
		require.NotEmpty(t, header)
		require.Len(t, rows, len(want))
	}
	bad := func(query string) map[string]string {
		return r.get(campaignsPath+"/"+query).fails(http.StatusBadRequest, "BAD_REQUEST")
	}
	require.Equal(t, fields{"format": "invalid"}, bad(p.names+"/export"))
	require.Equal(t, fields{"format": "invalid"}, bad(p.names+"/export?format=xlsx"))
	require.Equal(t, fields{"limit": "invalid"}, bad(p.names+"/export?format=csv&limit=1"))
	require.Equal(t, fields{"rcode": "invalid", "status": "invalid"}, bad(p.names+"/export?format=csv&rcode=NXDOMAIN&status=match"))
	require.Equal(t, fields{"tld": "invalid", "hasKeywords": "invalid"}, bad(p.resolved+"/export?format=csv&tld=com&hasKeywords=true"))
	require.Equal(t, fields{"status[1]": "invalid"}, bad(p.resolved+"/export?format=csv&status=resolved&status=match"))
	require.Equal(t, fields{"status[0]": "invalid"}, bad(p.pages+"/export?format=csv&status=resolved"))
	require.Equal(t, fields{"resolver": "invalid"}, bad(p.pages+"/export?format=csv&resolver=x"))
	for _, format := range []string{"json", "ndjson"} {
		require.Equal(t, fields{"bom": "not_allowed"},
			r.get(campaignsPath+"/"+p.names+"/export?bom=true&format="+format).fails(http.StatusUnprocessableEntity, "VALIDATION_ERROR"))
	}
	for _, nobody := range []string{newID(), "x"} {
		r.get(campaignsPath+"/"+nobody+"/export?format=csv").fails(http.StatusNotFound, "NOT_FOUND")
	}
	r.get(campaignsPath+"/"+p.names+"/export?format=csv&minSequence=9999").fails(http.StatusServiceUnavailable, "READ_BEHIND")
}
