// Package dashboard holds the pages of the dashboard, as `make dashboard`
// exports them, and serves them. They are plain files: nothing of Node runs
// beside the program, and what they show they ask of the API like any client.
//
// A program that was built without them serves one page that says so.
package dashboard

import (
	"embed"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"time"
)

// all: because the exporter begins names of folders with an underscore.
//
//go:embed all:export
var exported embed.FS

const (
	unbuilt  = "unbuilt.html"
	notFound = "404.html"
	// hashed is where files are that have a digest of themselves in their name.
	hashed = "_next/static/"

	cacheForEver = "public, max-age=31536000, immutable"
	cacheAsk     = "no-cache"
)

// Pages serves what was exported. Make it with [New].
type Pages struct{ files map[string]*file }

// New reads what is built into the program.
func New() (*Pages, error) {
	files, err := fs.Sub(exported, "export")
	if err != nil {
		return nil, err
	}
	return read(files)
}

// Built says whether the dashboard is part of this program.
func (p *Pages) Built() bool { return p.files["index.html"] != nil }

// ServeHTTP answers GET and HEAD of any path: those of no page with the page
// that says so, and 404. It replaces a Content-Security-Policy by that of the
// page, and adds none: whether there is one is a setting.
func (p *Pages) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, status := p.find(r.URL.Path)
	f := p.files[name]
	header := w.Header()
	header.Set("Content-Type", f.contentType)
	header.Set("Vary", "Accept-Encoding")
	header.Set("Cache-Control", cacheAsk)
	if strings.HasPrefix(name, hashed) {
		header.Set("Cache-Control", cacheForEver)
	}
	if f.policy != "" && header.Get("Content-Security-Policy") != "" {
		header.Set("Content-Security-Policy", f.policy)
	}
	body := f.choose(r.Header.Values("Accept-Encoding"))
	if body.encoding != "" {
		header.Set("Content-Encoding", body.encoding)
	}
	content, err := body.open()
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	defer func() { _ = content.Close() }()
	if status != http.StatusOK {
		w.WriteHeader(status)
		if r.Method != http.MethodHead {
			// Who is gone reads nothing.
			_, _ = io.Copy(w, content)
		}
		return
	}
	header.Set("Etag", body.etag())
	http.ServeContent(w, r, "", time.Time{}, content)
}

// find knows a page by its path without .html.
func (p *Pages) find(url string) (name string, status int) {
	name = strings.TrimPrefix(path.Clean("/"+url), "/")
	if name == "" {
		name = "index"
	}
	for _, candidate := range []string{name, name + ".html"} {
		if p.files[candidate] != nil {
			return candidate, http.StatusOK
		}
	}
	if !p.Built() {
		return unbuilt, http.StatusOK
	}
	return notFound, http.StatusNotFound
}
