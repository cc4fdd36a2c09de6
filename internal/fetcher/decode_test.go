package fetcher

import (
	"bytes"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// compressors by name of the test; the name up to a blank is what Content-Encoding says.
var compressors = map[string]func(io.Writer) io.WriteCloser{
	"gzip":         func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) },
	"br":           func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) },
	"deflate zlib": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
	"deflate raw": func(w io.Writer) io.WriteCloser {
		f, _ := flate.NewWriter(w, flate.DefaultCompression) // its error is about the level
		return f
	},
}

func compress(t testing.TB, name string, body []byte) (encoding string, wire []byte) {
	var b bytes.Buffer
	w := compressors[name](&b)
	_, err := w.Write(body)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	encoding, _, _ = strings.Cut(name, " ")
	return encoding, b.Bytes()
}

// prose compresses like text does.
func prose(size int) []byte {
	words := strings.Fields("every name that lives has a page and each page says something else about lanterns harbours sales")
	r := rand.New(rand.NewPCG(1, 2))
	var b bytes.Buffer
	for b.Len() < size {
		b.WriteString(words[r.IntN(len(words))] + itoa(r.IntN(1000)) + " ")
	}
	return b.Bytes()[:size]
}

func TestCompressedBodiesAreDecoded(t *testing.T) {
	t.Parallel()
	for name := range compressors {
		for _, size := range []int{1, 100, 50_000, 300_000} {
			want := prose(size)
			encoding, wire := compress(t, name, want)
			for range 2 { // decoders are used again
				var got bytes.Buffer
				truncated, err := decode(&got, wire, encoding, 300_000, false)
				require.NoError(t, err, name)
				require.False(t, truncated)
				require.True(t, bytes.Equal(want, got.Bytes()), name)
			}
		}
	}
}

func TestDecodedBodiesAreCut(t *testing.T) {
	t.Parallel()
	for name := range compressors {
		encoding, wire := compress(t, name, prose(5001))
		var got bytes.Buffer
		truncated, err := decode(&got, wire, encoding, 5000, false)
		require.NoError(t, err, name)
		require.True(t, truncated)
		require.Equal(t, prose(5000), got.Bytes())
	}
}

func TestCutWireGivesTheBeginning(t *testing.T) {
	t.Parallel()
	for name := range compressors {
		want := prose(200_000)
		encoding, wire := compress(t, name, want)
		var got bytes.Buffer
		truncated, err := decode(&got, wire[:len(wire)/2], encoding, 1<<20, true)
		require.NoError(t, err, name)
		require.True(t, truncated)
		require.True(t, bytes.HasPrefix(want, got.Bytes()))
		require.Greater(t, got.Len(), 10_000)

		_, err = decode(&got, wire[:len(wire)/2], encoding, 1<<20, false)
		require.ErrorIs(t, err, io.ErrUnexpectedEOF, name)
	}
}

// counter counts what a decoder makes, as bytes.Buffer asks for it.
type counter struct {
	io.Reader
	made int
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.made += n
	return n, err
}

func TestBombIsUnpackedUpToTheLimitOnly(t *testing.T) {
	t.Parallel()
	const limit = 256 << 10
	for name := range compressors {
		encoding, wire := compress(t, name, make([]byte, 64*limit))
		require.Less(t, len(wire), limit/4)
		decoder, release, err := openDecoder(encoding, bytes.NewReader(wire))
		require.NoError(t, err)
		counted := &counter{Reader: decoder}
		var got bytes.Buffer
		more, err := readUpTo(&got, counted, limit)
		release()
		require.NoError(t, err)
		require.True(t, more)
		require.Equal(t, limit+1, counted.made, name)
		require.LessOrEqual(t, got.Cap(), 4*limit, name)
	}
}

func TestBombIsATruncatedPage(t *testing.T) {
	t.Parallel()
	_, bomb := compress(t, "gzip", make([]byte, 32<<20))
	port := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(bomb)
	})
	p := fetchAll(t, newEngine(t, nil), Options{Ports: []int{port}}, fresh("bomb.test", "127.0.0.1"))[0]
	require.Equal(t, Answered, p.Outcome)
	require.True(t, p.Truncated)
	require.EqualValues(t, 2<<20, p.BodyBytes)
}

func TestEncodedAnswersOverHTTP(t *testing.T) {
	t.Parallel()
	page := prose(20_000)
	for name := range compressors {
		encoding, wire := compress(t, name, page)
		port := serve(t, func(w http.ResponseWriter, r *http.Request) {
			assert.Equal(t, acceptEncoding, r.Header.Get("Accept-Encoding"))
			w.Header().Set("Content-Encoding", strings.ToUpper(encoding))
			w.Header().Set("Content-Type", "text/plain")
			_, _ = w.Write(wire)
		})
		p := fetchAll(t, newEngine(t, nil), Options{Ports: []int{port}}, fresh("name.test", "127.0.0.1"))[0]
		require.Equal(t, Answered, p.Outcome, p.ErrorMessage)
		require.Equal(t, hash(page), p.ContentHash)
		require.Equal(t, page, p.Body)
	}
}

func TestEmptyBodyNeedsNoDecoding(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Encoding", "gzip") })
	p := fetchAll(t, newEngine(t, nil), Options{Ports: []int{port}}, fresh("name.test", "127.0.0.1"))[0]
	require.Equal(t, Answered, p.Outcome, p.ErrorMessage)
	require.Zero(t, p.BodyBytes)
}

func FuzzDecode(f *testing.F) {
	for name := range compressors {
		encoding, wire := compress(f, name, prose(2000))
		f.Add(encoding, wire, false)
		f.Add(encoding, wire[:len(wire)/2], true)
	}
	f.Add("gzip", []byte{}, false)
	f.Add("", []byte("x"), false)
	f.Fuzz(func(t *testing.T, encoding string, wire []byte, cut bool) {
		const limit = 1 << 16
		var got bytes.Buffer
		truncated, err := decode(&got, wire, encoding, limit, cut)
		require.LessOrEqual(t, got.Len(), limit+1)
		if err == nil && truncated && !cut {
			require.Equal(t, limit, got.Len())
		}
	})
}
