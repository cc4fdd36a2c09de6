package rest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"domainflow/domain"
)

const problemType = "application/problem+json"

// problem is the body of every error (RFC 9457). It never holds a value that
// was sent, since that may be a secret.
type problem struct {
	Type     string `json:"type" doc:"urn:domainflow:problem: and the code in kebab-case" example:"urn:domainflow:problem:invalid-state"`
	Title    string `json:"title" doc:"What the code means" example:"Does not fit the state"`
	Status   int    `json:"status" example:"409"`
	Detail   string `json:"detail" doc:"What happened here" example:"a campaign that is completed cannot be paused"`
	Instance string `json:"instance" doc:"Path of the request" example:"/api/v2/campaigns/0198c0de-0000-7000-8000-000000000001/pause"`
	Short    string `json:"error" doc:"The status in words" example:"Conflict"`
	Code     code   `json:"code" example:"INVALID_STATE"`
	// RequestID is also the header X-Request-Id.
	RequestID      string              `json:"requestId" example:"0198c0de-0000-7000-8000-000000000002"`
	Fields         []domain.FieldError `json:"errors,omitempty" doc:"All fields that are wrong, each by its path"`
	CurrentStatus  string              `json:"currentStatus,omitempty" doc:"Of the campaign, when a command does not fit it"`
	CurrentVersion uint64              `json:"currentVersion,omitempty" doc:"Of the resource, with STALE_VERSION"`

	retryAfter int
}

// newProblem makes the problem of one code; detail is its title unless given.
func newProblem(about request, c code, detail string) *problem {
	kind := codes[c]
	if detail == "" {
		detail = kind.title
	}
	return &problem{
		Type:  "urn:domainflow:problem:" + strings.ReplaceAll(strings.ToLower(string(c)), "_", "-"),
		Title: kind.title, Status: kind.status, Detail: detail, Instance: about.path, Short: short(kind.status),
		Code: c, RequestID: about.id, retryAfter: kind.retryAfter,
	}
}

// short is the status in words: "Not found".
func short(status int) string {
	text := strings.ToLower(http.StatusText(status))
	return strings.ToUpper(text[:1]) + text[1:]
}

// Error, GetStatus, GetHeaders and ContentType are what huma asks of errors.
func (p *problem) Error() string { return p.Detail }

func (p *problem) GetStatus() int { return p.Status }

func (p *problem) GetHeaders() http.Header {
	h := http.Header{}
	if p.Status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(p.retryAfter))
	}
	return h
}

func (p *problem) ContentType(string) string { return problemType }

// write answers where huma does not: in middleware and for the router.
func (p *problem) write(c echo.Context) error {
	for name, values := range p.GetHeaders() {
		c.Response().Header()[name] = values
	}
	if c.Request().Method == http.MethodHead {
		return c.NoContent(p.Status)
	}
	text, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return c.Blob(p.Status, problemType, text)
}
