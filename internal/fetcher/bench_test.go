package fetcher

import (
	"fmt"
	"net"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// BenchmarkFetch reports pages per CPU-second, client and server together: each page on a connection of its own, its
// visible text extracted. BenchmarkReadMarkup is the share of the text alone.
func BenchmarkFetch(b *testing.B) {
	for _, size := range []int{2 << 10, 50 << 10} {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			port := rawPageServer(b, benchPage(size))
			e := newEngine(b, func(c *Config) { c.MaxInFlight = 50 })
			v := targets("name.test", []int{port}, mustPath(b))[1:] // https would cost a refused handshake each
			reqs := fresh("name.test", "127.0.0.1")
			before := cpu(b)
			b.ResetTimer()
			b.SetParallelism(25)
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					visit := &visit{engine: e, options: Options{Lookup: noLookup}, request: reqs, targets: v}
					p, err := visit.run(b.Context())
					if err != nil || p.Outcome != Answered || len(p.Text) < size/2 {
						b.Error(p.ErrorMessage, err)
					}
					visit.close()
				}
			})
			b.ReportMetric(float64(b.N)/(cpu(b)-before).Seconds(), "pages/cpu-s")
		})
	}
}

func BenchmarkReadMarkup(b *testing.B) {
	page := benchPage(50 << 10)
	b.SetBytes(int64(len(page)))
	b.ReportAllocs()
	for b.Loop() {
		readMarkup(page)
	}
}

func benchPage(size int) []byte {
	page := []byte("<!doctype html><html lang=en><head><title>Bench</title></head><body>")
	for text := prose(size); len(page) < size; text = text[60:] {
		page = append(append(append(page, `<p class="text">`...), text[:60]...), "</p>\n"...)
	}
	return page
}

// rawPageServer costs as little as a server can, so that the figure is about the client.
func rawPageServer(b *testing.B, page []byte) int {
	answer := append(fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n", len(page)), page...)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, l.Close()) })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				if _, err := c.Read(make([]byte, 4096)); err == nil {
					_, _ = c.Write(answer)
				}
			}()
		}
	}()
	return l.Addr().(*net.TCPAddr).Port
}

func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	require.NoError(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
