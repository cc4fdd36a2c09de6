package rest_test

import (
	"bufio"
	"bytes"
	"context"
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
	request.Header.Set("Authorization", "Bearer "+r.token)
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

// Exports that are larger than all buffers on their way. The parts share what
// they export, which takes a while to make.
func TestLongExports(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	id := r.many()
	for _, part := range []struct {
		name string
		run  func(*rig, string)
	}{
		{"complete up to one sequence", (*rig).exportsOneSequence},
		{"few at once", (*rig).exportsFewAtOnce},
		{"database gone", (*rig).exportsUntilDatabaseGone},
		{"deleted, and then stopping", (*rig).exportsWhatIsDeleted},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(r.on(t), id) })
	}
}

// What happens while an export is read is not in it: it has what the campaign
// counted at the sequence it names.
func (r *rig) exportsOneSequence(id string) {
	writing, written := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(written)
		for first := manyNames; ; first += 100 {
			select {
			case <-writing:
				return
			default:
				_ = r.projector.Await(r.t.Context(), r.someNames(id, first, 100))
			}
		}
	}()
	for range 2 {
		d := r.download(id)
		lines, err := d.rest()
		require.NoError(r.t, err)
		sequence := reply{t: r.t, Response: d.Response}.sequence()
		then := r.get(fmt.Sprintf("%s/%s?asOf=%d", campaignsPath, id, sequence)).is(http.StatusOK)
		require.EqualValues(r.t, then["processedItems"], lines)
	}
	close(writing)
	<-written
}

// Readers that are slow, or gone, take neither all connections nor all turns.
func (r *rig) exportsFewAtOnce(id string) {
	var slow []download
	for range 4 {
		slow = append(slow, r.download(id))
	}
	busy := r.get(campaignsPath + "/" + id + "/export?format=ndjson")
	busy.fails(http.StatusServiceUnavailable, "UNAVAILABLE")
	require.Equal(r.t, "2", busy.Header.Get("Retry-After"))
	r.get(campaignsPath + "/" + id).is(http.StatusOK)

	require.NoError(r.t, slow[0].Body.Close()) // gone
	r.eventually(http.StatusOK, func() reply { return r.get(campaignsPath + "/" + id + "/export?format=csv&q=n000000") })
	for _, d := range slow[1:] {
		lines, err := d.rest()
		require.NoError(r.t, err)
		require.GreaterOrEqual(r.t, lines, manyNames)
	}
	require.Eventually(r.t, func() bool { return r.pool.Stat().AcquiredConns() == 0 }, patience, time.Millisecond)
}

// A file that breaks off is never ended in order, so that nobody takes it for a
// whole one.
func (r *rig) exportsUntilDatabaseGone(id string) {
	d := r.download(id)
	r.valve.close()
	lines, err := d.rest()
	require.ErrorIs(r.t, err, io.ErrUnexpectedEOF)
	require.Less(r.t, lines, manyNames)
	r.valveOpened(campaignsPath+"/"+id, r.last())
}

// What is deleted while it is exported is exported whole. Only the end of the
// server breaks it off.
func (r *rig) exportsWhatIsDeleted(id string) {
	whole, broken := r.download(id), r.download(id)
	// The pool may still hold a connection that the valve has cut.
	r.eventually(http.StatusOK, func() reply { return r.post(campaignsPath+"/"+id+"/cancel", object{}) })
	deleted := r.delete(campaignsPath + "/" + id)
	deleted.is(http.StatusNoContent)
	gone := fmt.Sprintf("%s/%s/export?format=csv&minSequence=%d", campaignsPath, id, deleted.sequence())
	r.eventually(http.StatusNotFound, func() reply { return r.get(gone) })
	lines, err := whole.rest()
	require.NoError(r.t, err)
	require.GreaterOrEqual(r.t, lines, manyNames)

	close(r.stopping)
	lines, err = broken.rest()
	require.ErrorIs(r.t, err, io.ErrUnexpectedEOF)
	require.Less(r.t, lines, manyNames)
}
