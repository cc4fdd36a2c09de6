package fetcher

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// countdown redirects /n to /n-1 until /0.
func countdown(w http.ResponseWriter, r *http.Request) {
	n, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
	if n > 0 {
		http.Redirect(w, r, "/"+itoa(n-1), http.StatusMovedPermanently)
	}
}

func TestRedirectsAreFollowedUpToTheLimit(t *testing.T) {
	t.Parallel()
	port := serve(t, countdown)
	e := newEngine(t, func(c *Config) { c.MaxRedirects = 3 })
	base := "http://name.test:" + itoa(port)

	p := fetchAll(t, e, Options{Ports: []int{port}, Path: "/3"}, fresh("name.test", "127.0.0.1"))[0]
	require.Equal(t, Answered, p.Outcome, p.ErrorMessage)
	require.Equal(t, base+"/0", p.FinalURL)
	require.Equal(t, []Redirect{{base + "/3", 301}, {base + "/2", 301}, {base + "/1", 301}}, p.Redirects)

	p = fetchAll(t, e, Options{Ports: []int{port}, Path: "/4"}, fresh("name.test", "127.0.0.1"))[0]
	require.Equal(t, Failed, p.Outcome)
	require.Equal(t, "TOO_MANY_REDIRECTS", p.ErrorCode)
	require.Len(t, p.Redirects, 3)
	require.Zero(t, p.StatusCode)
}

func TestRedirectLoopEnds(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/", http.StatusFound) })
	p := fetchAll(t, newEngine(t, nil), Options{Ports: []int{port}}, fresh("name.test", "127.0.0.1"))[0]
	require.Equal(t, "TOO_MANY_REDIRECTS", p.ErrorCode)
}

func TestRedirectIsTheAnswerWhereNoneIsFollowed(t *testing.T) {
	t.Parallel()
	port := serve(t, countdown)
	e := newEngine(t, func(c *Config) { c.FollowRedirects, c.AllowedStatusCodes = false, []int{301} })
	p := fetchAll(t, e, Options{Ports: []int{port}, Path: "/1"}, fresh("name.test", "127.0.0.1"))[0]
	require.Equal(t, Answered, p.Outcome)
	require.Equal(t, 301, p.StatusCode)
	require.Empty(t, p.Redirects)
	require.Contains(t, p.Text, "Moved Permanently")
}

func TestRedirectWithoutLocationIsAnAnswer(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) })
	p := fetchAll(t, newEngine(t, nil), Options{Ports: []int{port}}, fresh("name.test", "127.0.0.1"))[0]
	require.Equal(t, HTTPError, p.Outcome)
	require.Equal(t, 302, p.StatusCode)
}

func TestRedirectElsewhereIsRefused(t *testing.T) {
	t.Parallel()
	for _, location := range []string{"ftp://name.test/", "file:///etc/passwd", "javascript:alert(1)", "http://", "http://%zz/", "http://a\u200d.test/"} {
		port := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", location)
			w.WriteHeader(http.StatusFound)
		})
		p := fetchAll(t, newEngine(t, nil), Options{Ports: []int{port}}, fresh("name.test", "127.0.0.1"))[0]
		require.Equal(t, Failed, p.Outcome, location)
		require.Equal(t, "INVALID_REDIRECT", p.ErrorCode, location)
	}
}

func TestRedirectToAnotherHostIsLookedUpByOurResolver(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var asked []string
	lookup := func(_ context.Context, host string) ([]netip.Addr, error) {
		mu.Lock()
		defer mu.Unlock()
		asked = append(asked, host)
		return addrs("127.0.0.1"), nil
	}
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		host, _, _ := strings.Cut(r.Host, ":")
		switch host {
		case "name.test":
			http.Redirect(w, r, "http://user:secret@www.NAME.test:"+strings.Split(r.Host, ":")[1]+"/#part", http.StatusFound)
		case "www.name.test":
			http.Redirect(w, r, "http://bücher.test:"+strings.Split(r.Host, ":")[1]+"/", http.StatusFound)
		default:
			_, _ = w.Write([]byte("end " + r.Header.Get("Authorization")))
		}
	})
	p := fetchAll(t, newEngine(t, nil), Options{Ports: []int{port}, Lookup: lookup}, fresh("name.test", "127.0.0.1"))[0]
	require.Equal(t, "end", p.Text, p.ErrorMessage)
	require.Equal(t, []string{"www.name.test", "xn--bcher-kva.test"}, asked)
	require.Equal(t, "http://www.name.test:"+itoa(port)+"/", p.Redirects[1].URL)
}

func TestCredentialsStayWithTheName(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if host, port, _ := strings.Cut(r.Host, ":"); host == "name.test" {
			assert.Equal(t, "a", r.Header.Get("Authorization"))
			http.SetCookie(w, &http.Cookie{Name: "own", Value: "1"})
			http.SetCookie(w, &http.Cookie{Name: "everybody", Value: "2", Domain: "test"})
			http.Redirect(w, r, "http://notname.test:"+port+"/", http.StatusFound)
			return
		}
		_, _ = w.Write([]byte("[" + r.Header.Get("Authorization") + r.Header.Get("Cookie") + r.Header.Get("X-Plain") + "]"))
	})
	e := newEngine(t, func(c *Config) {
		c.Headers = map[string]string{"authorization": "a", "Cookie": "b=c", "X-Plain": "plain"}
	})
	p := fetchAll(t, e, Options{Ports: []int{port}, Lookup: lookupTo("127.0.0.1")}, fresh("name.test", "127.0.0.1"))[0]
	require.Equal(t, "[plain]", p.Text)
}

func TestCookiesLastForTheRedirectsOfOneName(t *testing.T) {
	t.Parallel()
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("seen"); err != nil {
			http.SetCookie(w, &http.Cookie{Name: "seen", Value: "yes"})
			http.Redirect(w, r, "/", http.StatusFound)
			return
		}
		_, _ = w.Write([]byte("welcome"))
	})
	e := newEngine(t, nil)
	for range 2 {
		p := fetchAll(t, e, Options{Ports: []int{port}}, fresh("name.test", "127.0.0.1"))[0]
		require.Equal(t, "welcome", p.Text)
		require.Len(t, p.Redirects, 1, "no cookie is left from the visit before")
	}
}

func TestLongURLsAreCutInTheRecordOnly(t *testing.T) {
	t.Parallel()
	long := "/" + strings.Repeat("é", 5000)
	port := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/" {
			w.Header().Set("Location", (&url.URL{Path: long}).String())
			w.WriteHeader(http.StatusFound)
			return
		}
		_, _ = w.Write([]byte(itoa(len(r.URL.Path))))
	})
	p := fetchAll(t, newEngine(t, nil), Options{Ports: []int{port}}, fresh("name.test", "127.0.0.1"))[0]
	require.Equal(t, itoa(len(long)), p.Text)
	require.Len(t, p.FinalURL, maxURLBytes)
}
