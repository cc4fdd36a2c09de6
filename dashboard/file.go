package dashboard

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"path"
	"strings"
	"sync"
)

// file is one that was exported, in each of its encodings.
type file struct {
	contentType string
	// policy is empty for what is no page.
	policy string
	// bodies are those with an encoding, the shortest first, then the plain one.
	bodies []body
}

// body is read where it lies in the program each time: no copies are in memory.
type body struct {
	encoding string
	open     func() (content, error)
	etag     func() string
}

type content interface {
	io.ReadSeeker
	io.Closer
}

// encodings, the shortest first, and how the names of their files end.
var encodings = []struct{ name, ending string }{{"br", ".br"}, {"gzip", ".gz"}}

// types are those that mime does not know everywhere.
var types = map[string]string{".txt": "text/x-component", ".webmanifest": "application/manifest+json", ".woff2": "font/woff2"}

func read(files fs.FS) (*Pages, error) {
	p := &Pages{files: map[string]*file{}}
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || isEncoded(name) {
			return err
		}
		p.files[name], err = readFile(files, name)
		return err
	})
	return p, err
}

func isEncoded(name string) bool {
	for _, e := range encodings {
		if strings.HasSuffix(name, e.ending) {
			return true
		}
	}
	return false
}

func readFile(files fs.FS, name string) (*file, error) {
	f := &file{contentType: typeOf(name)}
	for _, e := range encodings {
		if _, err := fs.Stat(files, name+e.ending); err == nil {
			f.bodies = append(f.bodies, newBody(files, name+e.ending, e.name))
		}
	}
	f.bodies = append(f.bodies, newBody(files, name, ""))
	switch {
	case name == worker:
		f.policy = workerPolicy
	case path.Ext(name) == ".html":
		plain, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		f.policy, err = policyOf(plain)
		return f, err
	}
	return f, nil
}

func typeOf(name string) string {
	ending := path.Ext(name)
	if known, ok := types[ending]; ok {
		return known
	}
	if known := mime.TypeByExtension(ending); known != "" {
		return known
	}
	return "application/octet-stream"
}

func newBody(files fs.FS, name, encoding string) body {
	open := func() (content, error) {
		f, err := files.Open(name)
		if err != nil {
			return nil, err
		}
		return f.(content), nil // as those of embed and of testing/fstest are
	}
	return body{encoding: encoding, open: open, etag: sync.OnceValue(func() string { return etagOf(open) })}
}

// etagOf is "" for what cannot be read, which is then asked for each time.
func etagOf(open func() (content, error)) string {
	f, err := open()
	if err != nil {
		return ""
	}
	defer func() { _ = f.Close() }()
	hash := sha256.New()
	if _, err := io.Copy(hash, f); err != nil {
		return ""
	}
	return fmt.Sprintf("%q", base64.RawURLEncoding.EncodeToString(hash.Sum(nil)[:12]))
}

// choose takes the first encoding that the client names. One that it refuses
// with q=0, which no browser does, counts as named by nobody.
func (f *file) choose(accepted []string) body {
	for _, b := range f.bodies {
		if b.encoding == "" || accepts(accepted, b.encoding) {
			return b
		}
	}
	return body{}
}

func accepts(accepted []string, encoding string) bool {
	for item := range strings.SplitSeq(strings.Join(accepted, ","), ",") {
		name, weight, _ := strings.Cut(item, ";")
		if strings.EqualFold(strings.TrimSpace(name), encoding) {
			return !strings.Contains(strings.ReplaceAll(weight, " ", "")+";", "q=0;")
		}
	}
	return false
}
