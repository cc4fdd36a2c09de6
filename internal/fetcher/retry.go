package fetcher

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// maxRetryWait bounds what a server may ask for by Retry-After, and the growth of our own waits.
const maxRetryWait = 30 * time.Second

func (a *answer) worthRetry() bool {
	switch a.page.Outcome {
	case Timeout, TLSError, Failed:
		return true
	case Blocked:
		return false
	}
	switch a.page.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return false
}

// retryWait is base x 2^(attempt-1), spread over 50 to 150 %, or what the server asked for if that is longer.
func retryWait(base time.Duration, attempt int, h http.Header, now time.Time) time.Duration {
	wait := min(base<<min(attempt-1, 16), maxRetryWait)
	wait = wait/2 + rand.N(wait+1)
	return min(max(wait, retryAfter(h, now)), maxRetryWait)
}

// retryAfter reads both forms of RFC 9110, 10.2.3; 0 if there is none.
func retryAfter(h http.Header, now time.Time) time.Duration {
	value := h.Get("Retry-After")
	if seconds, err := strconv.ParseUint(value, 10, 64); err == nil {
		return time.Duration(min(seconds, uint64(maxRetryWait/time.Second))) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return at.Sub(now)
	}
	return 0
}
