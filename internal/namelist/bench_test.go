package namelist_test

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/namelist"
)

// million are as many lines; every tenth repeats the name before it.
func million() []byte {
	var list bytes.Buffer
	for i := range 1_000_000 {
		fmt.Fprintf(&list, "shop-%d.example.com\n", i-i%10/9)
	}
	return list.Bytes()
}

func ignore(int64, string) error { return nil }

func BenchmarkRead(b *testing.B) {
	plain := million()
	quoted := []byte("rank,domain,note\n1,\"" + strings.ReplaceAll(strings.TrimSpace(string(plain)), "\n", "\",\"a \"\"b\"\"\"\n1,\"") + "\",x\n")
	bad := bytes.ReplaceAll(plain, []byte("."), []byte("!"))
	for _, c := range []struct {
		name    string
		content []byte
		config  namelist.Config
	}{
		{"text", plain, text}, {"csv", plain, csv}, {"csv-quoted", quoted, csv},
		{"gzip", pack(b, plain), zipped(text)}, {"invalid", bad, text},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.content)))
			b.ReportAllocs()
			for b.Loop() {
				report, err := namelist.Read(bytes.NewReader(c.content), c.config, ignore)
				require.NoError(b, err)
				require.EqualValues(b, 1_000_000, report.Accepted+report.Duplicates+report.Invalid)
			}
			b.ReportMetric(1_000_000*float64(b.N)/b.Elapsed().Seconds(), "lines/s")
		})
	}
}

// BenchmarkWorst are the contents that cost most for their size.
func BenchmarkWorst(b *testing.B) {
	for name, line := range map[string]string{
		"one-letter": "a\n", "blank": "\n", "open-quotes": ",\"\n", "reopened": "\",\"\n",
		"open-once": "\"" + strings.Repeat("\n", 64<<10),
		"commas":    strings.Repeat(",", 1020) + "\n", "bad-bytes": strings.Repeat("\xff", 1020) + "\n",
	} {
		content := bytes.Repeat([]byte(line), 16<<20/len(line))
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(content)))
			for b.Loop() {
				_, err := namelist.Read(bytes.NewReader(content), csv, ignore)
				require.NoError(b, err)
			}
		})
	}
}

// BenchmarkMemory is what is kept of a million names.
func BenchmarkMemory(b *testing.B) {
	var list bytes.Buffer
	for i := range 1_000_000 {
		fmt.Fprintf(&list, "shop-%d.example.com\n", i)
	}
	for b.Loop() {
		before, after, count := heap(), uint64(0), 0
		_, err := namelist.Read(bytes.NewReader(list.Bytes()), text, func(int64, string) error {
			if count++; count == 1_000_000 {
				after = heap()
			}
			return nil
		})
		require.NoError(b, err)
		b.ReportMetric(float64(after-before)/(1<<20), "heap-MiB")
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
