package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/projections"
)

// The list of this test, by line: every tenth repeats the line before, some are
// no names, the others are all different.
const (
	listLines   = 1_000_000
	maxResident = 256 << 20
)

func lineAt(n int) (text string, kind string) {
	switch {
	case n%10 == 0:
		text, _ = lineAt(n - 1)
		return strings.ToUpper(text) + ".", "duplicate"
	case n%1000 == 7:
		return fmt.Sprintf("http://name%d.example/", n), "invalid"
	}
	return fmt.Sprintf("name%d.example", n), "name"
}

// A million lines with duplicates and bad lines give exact counts and line
// numbers, in little memory. The program is built without the race detector,
// which takes memory of its own.
func TestListOfAMillionLines(t *testing.T) {
	t.Parallel()
	binary := filepath.Join(t.TempDir(), "domainflow")
	built, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput()
	require.NoError(t, err, "%s", built)
	p := serveWith(t, binary, "--data", dataDir(t))

	var want struct{ accepted, duplicates, invalid int64 }
	var bad []int64
	for n := 1; n <= listLines; n++ {
		switch _, kind := lineAt(n); kind {
		case "duplicate":
			want.duplicates++
		case "invalid":
			want.invalid++
			bad = append(bad, int64(n))
		default:
			want.accepted++
		}
	}
	var answer struct {
		// ID is there when the read models are behind, else Campaign.
		ID                            string
		Campaign                      projections.Campaign
		Accepted, Duplicates, Invalid int64
		InvalidLines                  []struct{ Line int64 }
	}
	p.upload(&answer)
	require.Equal(t, want, struct{ accepted, duplicates, invalid int64 }{answer.Accepted, answer.Duplicates, answer.Invalid})
	require.Len(t, answer.InvalidLines, min(len(bad), 1000))
	for i, l := range answer.InvalidLines {
		require.Equal(t, bad[i], l.Line)
	}
	c := p.until(answer.ID+answer.Campaign.ID, completed)
	require.Equal(t, want.accepted, c.TotalItems)
	p.exported(c.ID, want.accepted)
	require.Less(t, p.peak(), int64(maxResident), "bytes of memory")
}

// upload sends the list while it is made.
func (p *process) upload(out any) {
	p.t.Helper()
	body, writer := io.Pipe()
	go func() {
		buffered := bufio.NewWriter(writer)
		for n := 1; n <= listLines; n++ {
			text, _ := lineAt(n)
			if _, err := buffered.WriteString(text + "\n"); err != nil {
				break
			}
		}
		_ = writer.CloseWithError(buffered.Flush())
	}()
	request, err := p.request(context.Background(), http.MethodPost, "/campaigns/list?name=million", body)
	require.NoError(p.t, err)
	request.Header.Set("Content-Type", "text/plain")
	response, err := http.DefaultClient.Do(request)
	require.NoError(p.t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(p.t, err)
	require.Less(p.t, response.StatusCode, http.StatusBadRequest, "%.500s", text)
	require.NoError(p.t, json.Unmarshal(text, out))
}

// exported compares an export with the list, line by line.
func (p *process) exported(id string, n int64) {
	p.t.Helper()
	request, err := p.request(context.Background(), http.MethodGet, "/campaigns/"+id+"/export?format=ndjson", http.NoBody)
	require.NoError(p.t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(p.t, err)
	defer response.Body.Close()
	items := json.NewDecoder(response.Body)
	line := 0
	for ordinal := range n {
		var item projections.Name
		require.NoError(p.t, items.Decode(&item))
		text, kind := "", ""
		for kind != "name" {
			line++
			text, kind = lineAt(line)
		}
		if item.DomainName != text || *item.LineNumber != int64(line) || item.Ordinal != ordinal {
			require.Fail(p.t, "another name", "%+v in line %d, want %s in %d", item, *item.LineNumber, text, line)
		}
	}
	require.ErrorIs(p.t, items.Decode(&struct{}{}), io.EOF)
}

// peak is the most memory that the process had, in bytes (proc(5), VmHWM).
func (p *process) peak() int64 {
	p.t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.command.Process.Pid))
	require.NoError(p.t, err)
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kib, err := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
	require.NoError(p.t, err)
	p.t.Logf("peak of %d MiB", kib>>10)
	return kib << 10
}
