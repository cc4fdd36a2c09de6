package rest

import "github.com/labstack/echo/v4"

// secureHeaders tell browsers that an answer is data: it loads nothing, is
// shown in no frame, and is not taken for something else than it says. A route
// that serves pages brings a Content-Security-Policy of its own.
var secureHeaders = map[string]string{
	"Content-Security-Policy":    "default-src 'none'; frame-ancestors 'none'",
	"X-Content-Type-Options":     "nosniff",
	"X-Frame-Options":            "DENY",
	"Referrer-Policy":            "strict-origin-when-cross-origin",
	"Permissions-Policy":         "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
	"Cross-Origin-Opener-Policy": "same-origin",
}

// strictTransport is a year, without subdomains: those may be of others.
const strictTransport = "max-age=31536000"

// secure sets the headers before anybody answers, so that every answer has
// them. What net/http refuses by itself, because it is no HTTP, has none.
func (s *server) secure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if s.CurrentSettings().Server.EnableSecureHeaders {
			header := c.Response().Header()
			for name, value := range secureHeaders {
				header.Set(name, value)
			}
			if c.Request().TLS != nil || s.Public != nil && s.Public.Scheme == "https" {
				header.Set("Strict-Transport-Security", strictTransport)
			}
		}
		return next(c)
	}
}
