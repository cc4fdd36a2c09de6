package fetcher

import (
	"context"
	"errors"
	"fmt"
	"net"
	"syscall"
)

// failure is why a target gave no complete answer: what a Page says in Outcome, ErrorCode and ErrorMessage.
// Any other error inside this package means that the work was broken off and has no result.
type failure struct {
	outcome Outcome
	code    string
	cause   error
}

func (f *failure) Error() string { return fmt.Sprintf("%s: %v", f.code, f.cause) }
func (f *failure) Unwrap() error { return f.cause }

// precedence orders the failures of several targets: the smaller one stands.
func precedence(o Outcome) int {
	switch o {
	case TLSError:
		return 0
	case Timeout:
		return 1
	case Blocked:
		return 2
	default:
		return 3
	}
}

// classifyConnect judges a connection that did not come about.
func classifyConnect(err error, w *wire) *failure {
	switch {
	case isBlocked(err):
		return &failure{Blocked, "BLOCKED_ADDRESS", err}
	case isTimeout(err):
		return &failure{Timeout, "TIMEOUT", err}
	case w.certificateRefused():
		return &failure{TLSError, "TLS_CERTIFICATE", err}
	case w.handshake != nil:
		return &failure{TLSError, "TLS_HANDSHAKE", err}
	case errors.Is(err, syscall.ECONNREFUSED):
		return &failure{Failed, "CONNECTION_REFUSED", err}
	case isReset(err):
		return &failure{Failed, "CONNECTION_RESET", err}
	case errors.Is(err, syscall.EHOSTUNREACH), errors.Is(err, syscall.ENETUNREACH):
		return &failure{Failed, "UNREACHABLE", err}
	default:
		return &failure{Failed, "CONNECTION_FAILED", err}
	}
}

// classifyAnswer judges an answer that broke off, in its headers or in its body. HTTP/2 header blocks over the limit
// are MALFORMED_RESPONSE where they are small on the wire: net/http tells them by text only.
func classifyAnswer(err error, w *wire, inBody bool) *failure {
	switch {
	case isTimeout(err):
		return &failure{Timeout, "TIMEOUT", err}
	case isReset(err), w.reset.Load():
		return &failure{Failed, "CONNECTION_RESET", err}
	case !inBody && w.read.Load() == 0:
		return &failure{Failed, "CONNECTION_CLOSED", err}
	case !inBody && w.read.Load() >= maxAnswerHeaderBytes:
		return &failure{Failed, "HEADERS_TOO_LARGE", err}
	default:
		return &failure{Failed, "MALFORMED_RESPONSE", err}
	}
}

// isTimeout covers contexts, deadlines of connections and ETIMEDOUT: all of them say so by net.Error.
func isTimeout(err error) bool {
	var t net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &t) && t.Timeout()
}

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
