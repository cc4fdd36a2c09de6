package setting

import (
	"encoding/json"

	"domainflow/domain"
)

// Auth is how long people stay signed in, and with what.
type Auth struct {
	AccessTokenTTLSeconds int `json:"accessTokenTtlSeconds"`
	// RefreshTokenTTLSeconds is how long a session may go on, however busy.
	RefreshTokenTTLSeconds int `json:"refreshTokenTtlSeconds"`
	// SessionTimeoutMinutes ends a session in which nothing was asked for so long.
	SessionTimeoutMinutes int `json:"sessionTimeoutMinutes"`
	// MaxSessionsPerUser: the oldest ends when there are more.
	MaxSessionsPerUser int `json:"maxSessionsPerUser"`
	// PasswordMinLength is for new passwords.
	PasswordMinLength int `json:"passwordMinLength"`
	// AllowAPIKeyInQuery lets the live feed take ?apiKey=, which every proxy on
	// the way may write down.
	AllowAPIKeyInQuery bool `json:"allowApiKeyInQuery"`
}

func defaultAuth() Auth {
	return Auth{AccessTokenTTLSeconds: 900, RefreshTokenTTLSeconds: 1_209_600, SessionTimeoutMinutes: 30, MaxSessionsPerUser: 10, PasswordMinLength: 12}
}

// UnmarshalJSON gives fields that are not there their defaults.
func (a *Auth) UnmarshalJSON(data []byte) error {
	type plain Auth
	*a = defaultAuth()
	return json.Unmarshal(data, (*plain)(a))
}

// AuthInput is [Auth] as users write it: what is nil gets its default.
type AuthInput struct {
	AccessTokenTTLSeconds  *int
	RefreshTokenTTLSeconds *int
	SessionTimeoutMinutes  *int
	MaxSessionsPerUser     *int
	PasswordMinLength      *int
	AllowAPIKeyInQuery     *bool
}

func (AuthInput) Section() Section { return SectionAuth }

func (AuthInput) of(s Settings) any { return s.Auth }

// complete: a session lasts an hour to a year. Passwords have 8 characters at
// least (NIST SP 800-63B-3, 5.1.1.1).
func (in AuthInput) complete(checks *domain.Checks) Values {
	a := defaultAuth()
	for _, f := range []struct {
		name        string
		given       *int
		value       *int
		least, most int
	}{
		{"accessTokenTtlSeconds", in.AccessTokenTTLSeconds, &a.AccessTokenTTLSeconds, 60, 3600},
		{"refreshTokenTtlSeconds", in.RefreshTokenTTLSeconds, &a.RefreshTokenTTLSeconds, 3600, 31_536_000},
		{"sessionTimeoutMinutes", in.SessionTimeoutMinutes, &a.SessionTimeoutMinutes, 1, 43_200},
		{"maxSessionsPerUser", in.MaxSessionsPerUser, &a.MaxSessionsPerUser, 1, 1000},
		{"passwordMinLength", in.PasswordMinLength, &a.PasswordMinLength, 8, 64},
	} {
		*f.value = or(f.given, *f.value)
		inRange(checks, f.name, *f.value, f.least, f.most)
	}
	a.AllowAPIKeyInQuery = or(in.AllowAPIKeyInQuery, a.AllowAPIKeyInQuery)
	return Values{Auth: &a}
}
