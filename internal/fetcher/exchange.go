package fetcher

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
)

// maxAddresses of a host are tried, in order, until a connection comes about.
const maxAddresses = 3

// exchange asks for one URL and leaves the answer in a: headers, and the body where a is final (not a redirect that
// will be followed). It returns a *failure, or another error when ctx ended.
func (v *visit) exchange(ctx context.Context, u *url.URL, a *answer) error {
	addresses, err := v.addresses(ctx, u.Hostname())
	if err != nil {
		return err
	}
	release, err := v.permit(ctx, u.Hostname(), addresses)
	if err != nil {
		return err
	}
	defer release()
	if err := v.engine.rate.Wait(ctx); err != nil {
		return err
	}
	return v.tryAddresses(ctx, u, addresses, a)
}

// permit waits until one more request to host is polite.
func (v *visit) permit(ctx context.Context, host string, addresses []netip.Addr) (release func(), err error) {
	if !slices.ContainsFunc(addresses, v.engine.isForeign) {
		return func() {}, nil
	}
	return v.engine.hosts.acquire(ctx, host)
}

// tryAddresses goes on to the next address only where no connection came about. If none does, what happened at the
// first one stands: the others are in its stead.
func (v *visit) tryAddresses(ctx context.Context, u *url.URL, addresses []netip.Addr, a *answer) error {
	var first *failure
	left := v.engine.config.Timeout
	for i, address := range addresses {
		if err := v.enter(ctx, address); err != nil {
			return err
		}
		start := time.Now()
		w := &wire{serverName: u.Hostname(), connectTimeout: left / time.Duration(len(addresses)-i)}
		err := v.ask(ctx, u, address, w, left, a)
		spent := time.Since(start)
		a.page.Duration += spent
		if w.connected || err == nil {
			return err
		}
		var f *failure
		if !errors.As(err, &f) {
			return err
		}
		if first == nil {
			first = f
		}
		left = max(left-spent, time.Millisecond)
	}
	return first
}

// ask does one request over one connection to one address, all within timeout.
func (v *visit) ask(ctx context.Context, u *url.URL, address netip.Addr, w *wire, timeout time.Duration, a *answer) error {
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	conn, err := v.engine.transport.NewClientConn(w.into(limited), u.Scheme, dialAddress(address, port(u)))
	w.report(&a.page)
	if err != nil {
		return orEnded(ctx, classifyConnect(err, w))
	}
	defer func() { _ = conn.Close() }()
	response, err := conn.RoundTrip(v.newRequest(limited, u, a))
	if err != nil {
		return orEnded(ctx, classifyAnswer(orExpired(limited, err), w, false))
	}
	defer response.Body.Close()
	a.take(response)
	if v.follows(response) {
		return nil
	}
	if err := v.engine.readBody(response, a); err != nil {
		var f *failure
		if errors.As(err, &f) {
			return f
		}
		return orEnded(ctx, classifyAnswer(orExpired(limited, err), w, true))
	}
	return nil
}

// orEnded prefers that the caller's context ended: then there is no result.
func orEnded(ctx context.Context, f *failure) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return f
}

// orExpired prefers that the time of this request ran out, which net/http may report as a broken connection.
func orExpired(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

func (v *visit) newRequest(ctx context.Context, u *url.URL, a *answer) *http.Request {
	header := make(http.Header, len(v.engine.config.Headers)+2)
	header.Set("Accept-Encoding", acceptEncoding)
	foreign := !isWithin(u.Hostname(), v.request.Name)
	for name, value := range v.engine.config.Headers {
		if !foreign || !isCredential(name) {
			header.Set(name, value)
		}
	}
	header.Set("User-Agent", v.engine.config.UserAgent)
	r := (&http.Request{
		Method: http.MethodGet, URL: u, Host: u.Host, Header: header,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
	}).WithContext(ctx)
	if a.jar != nil {
		for _, cookie := range a.jar.Cookies(u) {
			r.AddCookie(cookie)
		}
	}
	return r
}

// isWithin reports whether host is name or a host below it.
func isWithin(host, name string) bool {
	return host == name || strings.HasSuffix(host, "."+name)
}

func isCredential(header string) bool {
	switch http.CanonicalHeaderKey(header) {
	case "Authorization", "Cookie", "Proxy-Authorization", "Www-Authenticate":
		return true
	}
	return false
}

func port(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	default:
		return "80"
	}
}

// hostPort writes an authority without the port that its scheme implies.
func hostPort(scheme, host, port string) string {
	if scheme == "https" && port == "443" || scheme == "http" && port == "80" {
		port = ""
	}
	if port != "" {
		return net.JoinHostPort(host, port)
	}
	if strings.Contains(host, ":") {
		return "[" + host + "]"
	}
	return host
}
