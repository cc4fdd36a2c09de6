package rest_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

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

// many is a campaign with so many names that no export of them fits into the
// buffers of a connection.
const manyNames = 45_000

func (r *rig) many() string {
	r.t.Helper()
	id := r.create(generatePath, generation(object{
		"variableLength": 5, "characterSet": "abcdefghijkl", "numDomainsToGenerate": manyNames + 20_000, "autoStart": true,
	}))
	var last uint64
	for first := 0; first < manyNames; first += 3000 {
		last = r.someNames(id, first, 3000)
	}
	require.NoError(r.t, r.projector.Await(r.t.Context(), last))
	return id
}

func (r *rig) someNames(id string, first, n int) uint64 {
	r.t.Helper()
	e := campaign.NamesGenerated{FirstOrdinal: int64(first), Names: make([]string, n)}
	for i := range e.Names {
		e.Names[i] = fmt.Sprintf("n%07d-%s.com", first+i, strings.Repeat("x", 150))
	}
	return r.part(id, e, e.Counts())
}

// download is an export that a test reads when it likes.
type download struct {
	*http.Response
	lines *bufio.Reader
}

func (r *rig) download(id string) download {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+campaignsPath+"/"+id+"/export?format=ndjson", http.NoBody)
	require.NoError(r.t, err)
	client := &http.Client{Transport: &http.Transport{DialContext: dialNarrow, DisableKeepAlives: true}}
	response, err := client.Do(request)
	require.NoError(r.t, err)
	r.t.Cleanup(func() { _ = response.Body.Close() })
	require.Equal(r.t, http.StatusOK, response.StatusCode)
	return download{response, bufio.NewReader(response.Body)}
}

// dialNarrow connects with a small buffer, so that the server soon waits for
// its reader.
func dialNarrow(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if err == nil {
		err = conn.(*net.TCPConn).SetReadBuffer(256 << 10)
	}
	return conn, err
}

// rest reads to the end.
func (d download) rest() (lines int, err error) {
	text, err := io.ReadAll(d.lines)
	return bytes.Count(text, []byte("\n")), err
}

// What happens while an export is read is not in it: it has what the campaign
// counted at the sequence it names.
func TestExportIsCompleteUpToOneSequence(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.many()
	writing, written := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(written)
		for first := manyNames; ; first += 100 {
			select {
			case <-writing:
				return
			default:
				_ = r.projector.Await(t.Context(), r.someNames(id, first, 100))
			}
		}
	}()
	for range 2 {
		d := r.download(id)
		lines, err := d.rest()
		require.NoError(t, err)
		sequence := reply{t: t, Response: d.Response}.sequence()
		then := r.get(fmt.Sprintf("%s/%s?asOf=%d", campaignsPath, id, sequence)).is(http.StatusOK)
		require.EqualValues(t, then["processedItems"], lines)
	}
	close(writing)
	<-written
}

func TestDeletedWhileItIsExported(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.many()
	d := r.download(id)
	r.post(campaignsPath+"/"+id+"/cancel", object{}).is(http.StatusOK)
	deleted := r.delete(campaignsPath + "/" + id)
	deleted.is(http.StatusNoContent)
	r.get(fmt.Sprintf("%s/%s/export?format=csv&minSequence=%d", campaignsPath, id, deleted.sequence())).fails(http.StatusNotFound, "NOT_FOUND")
	lines, err := d.rest()
	require.NoError(t, err)
	require.Equal(t, manyNames, lines)
}

// A file that breaks off is never ended in order.
func TestBrokenExportIsNotTakenForAWholeOne(t *testing.T) {
	t.Parallel()
	for name, breakOff := range map[string]func(*rig){
		"database gone": func(r *rig) { r.valve.close() },
		"stopping":      func(r *rig) { close(r.stopping) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t)
			d := r.download(r.many())
			breakOff(r)
			lines, err := d.rest()
			require.ErrorIs(t, err, io.ErrUnexpectedEOF)
			require.Less(t, lines, manyNames)
		})
	}
}

// Readers that are slow, or gone, take neither all connections nor all turns.
func TestFewExportsRunAtOnce(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.many()
	var slow []download
	for range 4 {
		slow = append(slow, r.download(id))
	}
	busy := r.get(campaignsPath + "/" + id + "/export?format=ndjson")
	busy.fails(http.StatusServiceUnavailable, "UNAVAILABLE")
	require.Equal(t, "2", busy.Header.Get("Retry-After"))
	r.get(campaignsPath + "/" + id).is(http.StatusOK)

	require.NoError(t, slow[0].Body.Close()) // gone
	r.eventually(http.StatusOK, func() reply { return r.get(campaignsPath + "/" + id + "/export?format=csv&q=n000000") })
	for _, d := range slow[1:] {
		lines, err := d.rest()
		require.NoError(t, err)
		require.Equal(t, manyNames, lines)
	}
	require.Eventually(t, func() bool { return r.pool.Stat().AcquiredConns() == 0 }, patience, time.Millisecond)
}
