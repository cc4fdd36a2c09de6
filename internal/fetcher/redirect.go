package fetcher

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

var errTooManyRedirects = errors.New("too many redirects")

// chase asks target and follows its redirects. What it finds out is in a, also on failure.
func (v *visit) chase(ctx context.Context, target *url.URL, a *answer) error {
	u := target
	for {
		a.page.FinalURL = recordURL(u)
		if err := v.exchange(ctx, u, a); err != nil {
			return err
		}
		a.reached = true
		if a.body != nil {
			return nil
		}
		if len(a.page.Redirects) == v.engine.config.MaxRedirects {
			return &failure{Failed, "TOO_MANY_REDIRECTS", errTooManyRedirects}
		}
		next, err := nextURL(u, a.header.Get("Location"))
		if err != nil {
			return &failure{Failed, "INVALID_REDIRECT", err}
		}
		a.page.Redirects = append(a.page.Redirects, Redirect{recordURL(u), a.page.StatusCode})
		a.keepCookies(u)
		u = next
	}
}

// follows reports whether the engine will go on to another URL, so that this answer's body does not matter.
func (v *visit) follows(r *http.Response) bool {
	switch r.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return v.engine.config.FollowRedirects && r.Header.Get("Location") != ""
	}
	return false
}

// nextURL resolves a Location. Credentials in it are dropped, never sent; the host comes out in ASCII.
func nextURL(from *url.URL, location string) (*url.URL, error) {
	u, err := from.Parse(location)
	if err != nil {
		return nil, err
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("cannot follow %q", clean(location, maxFieldBytes))
	}
	host, err := asciiHost(u.Hostname())
	if err != nil {
		return nil, err
	}
	u.Host = hostPort(u.Scheme, host, u.Port())
	u.User, u.Fragment, u.RawFragment = nil, "", ""
	return u, nil
}

// asciiHost leaves ASCII hosts as they are: the web knows more of them (underscores) than the rules for registration.
func asciiHost(host string) (string, error) {
	if strings.IndexFunc(host, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return strings.ToLower(host), nil
	}
	return idna.Lookup.ToASCII(host)
}

// keepCookies stores what a redirect set. The public suffix list keeps a site from setting cookies for others.
func (a *answer) keepCookies(u *url.URL) {
	cookies := (&http.Response{Header: a.header}).Cookies()
	if len(cookies) == 0 {
		return
	}
	if a.jar == nil {
		a.jar, _ = cookiejar.New(&cookiejar.Options{PublicSuffixList: publicsuffix.List}) // its error is always nil
	}
	a.jar.SetCookies(u, cookies)
}

func recordURL(u *url.URL) string { return clean(u.String(), maxURLBytes) }
