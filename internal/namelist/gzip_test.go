package namelist_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"domainflow/internal/namelist"
)

func zipped(c namelist.Config) namelist.Config {
	c.Gzip = true
	return c
}

// pack makes a member of each.
func pack(t testing.TB, contents ...[]byte) []byte {
	var packed bytes.Buffer
	for _, content := range contents {
		w := gzip.NewWriter(&packed)
		_, err := w.Write(content)
		require.NoError(t, err)
		require.NoError(t, w.Close())
	}
	return packed.Bytes()
}

// named is a member with a file name in its header.
func named(t testing.TB, content string) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	w.Name, w.Comment = "names.txt", "of today"
	_, err := io.WriteString(w, content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return packed.Bytes()
}

func TestGzip(t *testing.T) {
	t.Parallel()
	o := read(bytes.NewReader(pack(t, []byte("a.com\nb.c"), nil, []byte("om\nc.com"), []byte("\n"))), zipped(text))
	require.NoError(t, o.err)
	require.Equal(t, []string{"1 a.com", "2 b.com", "3 c.com"}, o.names)

	o = read(bytes.NewReader(pack(t, []byte("x,domain\n1,a.com\n"))), zipped(csv))
	require.NoError(t, o.err)
	require.Equal(t, []string{"2 a.com"}, o.names)
}

func TestGzipThatBreaksOff(t *testing.T) {
	t.Parallel()
	first := named(t, "a.com\n")
	whole := append(bytes.Clone(first), named(t, "b.com\nc.com\n")...)
	for cut := range whole {
		o := read(bytes.NewReader(whole[:cut]), zipped(text))
		if cut == len(first) {
			require.NoError(t, o.err)
			require.Equal(t, []string{"1 a.com"}, o.names)
			continue
		}
		require.ErrorIs(t, o.err, io.ErrUnexpectedEOF, "cut at %d", cut)
		require.NotErrorIs(t, o.err, namelist.ErrGzip)
	}
}

func TestGzipFromABrokenReader(t *testing.T) {
	t.Parallel()
	packed := string(pack(t, []byte("a.com\nb.com\n")))
	for _, want := range []error{fmt.Errorf("the sender went away: %w", io.EOF), os.ErrDeadlineExceeded} {
		for cut := range len(packed) + 1 {
			o := read(broken(packed[:cut], want), zipped(text))
			require.Same(t, want, o.err, "cut at %d", cut)
		}
	}
}

func TestGzipThatIsNone(t *testing.T) {
	t.Parallel()
	good := pack(t, []byte("a.com\nb.com\n"))
	sum := bytes.Clone(good)
	sum[len(sum)-8]++
	block := bytes.Clone(good)
	block[10] = 7 // a last block of the type that does not exist
	for name, content := range map[string][]byte{
		"text": []byte("a.com\nb.com\n"), "checksum": sum, "block": block, "behind": append(bytes.Clone(good), "a.com and more\n"...),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := read(bytes.NewReader(content), zipped(text))
			require.ErrorIs(t, o.err, namelist.ErrGzip)
			require.NotErrorIs(t, o.err, io.ErrUnexpectedEOF)
		})
	}
}

// repeated is a stream without end.
type repeated []byte

func (r repeated) Read(p []byte) (int, error) { return copy(p, r), nil }

func TestBombsEnd(t *testing.T) {
	t.Parallel()
	c := zipped(text)
	c.MaxBytes = 1 << 20
	comments := pack(t, bytes.Repeat([]byte("#"+label63+"\n"), 1<<15))
	require.Less(t, len(comments), 1<<14)
	for name, list := range map[string]io.Reader{
		"comments": bytes.NewReader(comments), "members": repeated(pack(t, nil)), "members of comments": repeated(pack(t, []byte("#\n"))),
		"blocks": io.MultiReader(bytes.NewReader(pack(t, nil)[:10]), repeated([]byte{0, 0, 0, 0xff, 0xff})),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := read(list, c)
			require.ErrorIs(t, o.err, namelist.ErrTooLarge)
			require.Empty(t, o.names)
		})
	}
}

// FuzzGzip reads what may be a gzip stream, and the same bytes packed, in two
// members, and broken off. What is accepted, the standard library unpacks to the
// same; it accepts more, such as reserved flags.
func FuzzGzip(f *testing.F) {
	f.Add([]byte("a.com\n"), uint16(0))
	f.Add([]byte{}, uint16(3))
	f.Add(pack(f, []byte("a.com\nb.com\n")), uint16(30))
	f.Add(named(f, "a.com\n"), uint16(12))
	f.Add(append(named(f, "a.com\n"), named(f, "b")[:14]...), uint16(50))
	f.Add([]byte(strings.Repeat("\"a.com\nb.com", 50)), uint16(650))
	f.Fuzz(func(t *testing.T, content []byte, at uint16) {
		got := read(bytes.NewReader(content), zipped(text))
		anyhow(t, content, zipped(text), got)
		if got.err == nil {
			plain, err := unpack(content)
			require.NoError(t, err)
			require.Equal(t, read(bytes.NewReader(plain), text), got)
		} else {
			require.NotEqual(t, errors.Is(got.err, io.ErrUnexpectedEOF), errors.Is(got.err, namelist.ErrGzip), got.err)
		}

		cut := int(at) % (len(content) + 1)
		whole := pack(t, content[:cut], content[cut:])
		got = read(bytes.NewReader(whole), zipped(csv))
		require.Equal(t, read(bytes.NewReader(content), csv), got)
		anyhow(t, whole, zipped(csv), got)
		got = read(bytes.NewReader(whole[:min(int(at), len(whole)-1)]), zipped(csv))
		require.True(t, got.err == nil || errors.Is(got.err, io.ErrUnexpectedEOF))
	})
}

func unpack(packed []byte) ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}
