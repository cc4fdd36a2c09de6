package lab

import (
	"strconv"
	"strings"
)

// redirect is the answer to a path that leads elsewhere; ok is false where the site shows its page.
func (w *world) redirect(name string, e entry, kind SiteKind, path string) (location string, code int, ok bool) {
	d := draw(e.hash, drawRedirect)
	step := stepOf(path)
	code = redirectCodes[(d>>16+uint64(step))%uint64(len(redirectCodes))]
	switch kind {
	case RedirectPath:
		if path == "/home" {
			return "", 0, false
		}
		return w.nextStep(name, d, step), code, true
	case RedirectHost:
		return w.url("www."+name, "/"), code, true
	case RedirectLoop:
		return stepPath + strconv.Itoa(1+step%2), code, true
	case RedirectPrivate:
		// Both are this machine but outside the range a test may allow, and nothing of the lab listens there.
		return w.url([]string{"127.0.0.1", "[::1]"}[d%2], "/"), code, true
	}
	return "", 0, false
}

var redirectCodes = []int{301, 302, 303, 307, 308}

const stepPath = "/step/"

// stepOf is 0 for every path that is not on the way already.
func stepOf(path string) int {
	rest, found := strings.CutPrefix(path, stepPath)
	if !found || len(rest) != 1 || rest[0] < '1' || rest[0] > '9' {
		return 0
	}
	return int(rest[0] - '0')
}

// nextStep leads home after one to three redirects; half of the sites say so relative to the host.
func (w *world) nextStep(name string, d uint64, step int) string {
	path := "/home"
	if step < int(d%3) {
		path = stepPath + strconv.Itoa(step+1)
	}
	if d>>8&1 == 0 {
		return path
	}
	return w.url(name, path)
}

// way follows the redirects from the root of a site as a client does.
func (w *world) way(name string, e entry, kind SiteKind) (redirects []Redirect, final string) {
	if kind == RedirectLoop {
		return nil, ""
	}
	path, root := "/", w.url(name, "")
	for {
		location, code, ok := w.redirect(name, e, kind, path)
		if !ok {
			return redirects, root + path
		}
		redirects = append(redirects, Redirect{root + path, code})
		path = strings.TrimPrefix(location, root)
		if !strings.HasPrefix(path, "/") {
			return redirects, location
		}
	}
}
