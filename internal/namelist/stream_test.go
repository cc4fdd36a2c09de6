package namelist_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"

	"domainflow/internal/namelist"
)

// TestHandsOverAtOnce sends a line, and the next one only after the first was
// taken: a Read that wants more than it needs never ends.
func TestHandsOverAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]namelist.Config{"text": text, "csv": csv, "gzip": zipped(text), "csv in gzip": zipped(csv)} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, w := io.Pipe()
			taken, done := make(chan string), make(chan error)
			go func() {
				_, err := namelist.Read(r, c, func(line int64, name string) error {
					taken <- fmt.Sprint(line, " ", name)
					return nil
				})
				done <- err
			}()
			send, end := sender(t, w, c.Gzip)
			for i := range 3 {
				send(fmt.Sprintf("a%d.com\n", i))
				require.Equal(t, fmt.Sprintf("%d a%d.com", i+1, i), <-taken)
			}
			end()
			require.NoError(t, <-done)
		})
	}
}

func sender(t *testing.T, w *io.PipeWriter, zip bool) (send func(string), end func()) {
	if !zip {
		return func(s string) {
				_, err := io.WriteString(w, s)
				require.NoError(t, err)
			}, func() {
				require.NoError(t, w.Close())
			}
	}
	z := gzip.NewWriter(w)
	return func(s string) {
			_, err := io.WriteString(z, s)
			require.NoError(t, err)
			require.NoError(t, z.Flush())
		}, func() {
			require.NoError(t, z.Close())
			require.NoError(t, w.Close())
		}
}

// TestReadsNoFurtherThanItsNames is what makes a pause stop the sender.
func TestReadsNoFurtherThanItsNames(t *testing.T) {
	t.Parallel()
	list := &counter{Reader: strings.NewReader(strings.Repeat("#"+label63+"\n", 1000) + "a.com\n" + strings.Repeat("b.com\n", 1<<16))}
	enough := errors.New("enough")
	report, err := namelist.Read(list, text, func(int64, string) error { return enough })
	require.Same(t, enough, err)
	require.Zero(t, report.Accepted)
	require.LessOrEqual(t, list.read, 1000*len("#"+label63+"\n")+64<<10)
}

type counter struct {
	io.Reader
	read int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.read += n
	return n, err
}

// broken has an error of its own in place of the end, one that is no end of a
// list however it is wrapped.
func broken(content string, err error) io.Reader {
	return io.MultiReader(strings.NewReader(content), iotest.ErrReader(err))
}

func TestErrorsOfTheReaderAreItsOwn(t *testing.T) {
	t.Parallel()
	reset := fmt.Errorf("the sender went away: %w", io.EOF)
	for _, want := range []error{reset, os.ErrDeadlineExceeded, io.ErrUnexpectedEOF} {
		for _, part := range []string{"", "b.co", `"b.com"`, strings.Repeat("x", 1<<17), "#" + strings.Repeat("x", 1<<17)} {
			o := read(broken("a.com\n"+part, want), text)
			require.Same(t, want, o.err)
			require.Equal(t, "1 a.com\n0 duplicates", o.summary(), part)
		}
		for _, part := range []string{"", "b.co", `"b.com"`, `"b"x`, "\"x\ny", strings.Repeat("x", 1<<17)} {
			o := read(broken("a.com\n"+part, want), csv)
			require.Same(t, want, o.err)
			require.Equal(t, "1 a.com\n0 duplicates", o.summary(), part)
		}
		o := read(broken("\xef\xbb", want), text)
		require.Same(t, want, o.err)
	}
}

// An error of accept may look like the end of the list.
func TestErrorsOfAcceptEndIt(t *testing.T) {
	t.Parallel()
	for _, want := range []error{io.EOF, io.ErrUnexpectedEOF, errors.New("cancelled")} {
		var names []string
		report, err := namelist.Read(strings.NewReader("!\na.com\nb.com\nc.com\n"), text, func(_ int64, name string) error {
			if name == "b.com" {
				return want
			}
			names = append(names, name)
			return nil
		})
		require.Same(t, want, err)
		require.Equal(t, []string{"a.com"}, names)
		require.EqualValues(t, 1, report.Accepted)
		require.EqualValues(t, 1, report.Invalid)
	}
}
