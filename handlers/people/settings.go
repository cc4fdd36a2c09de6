package people

import (
	"time"

	"domainflow/domain/setting"
	"domainflow/internal/secrets"
)

// Settings has a [secrets.Store] act by the settings of now.
func Settings(now func() setting.Settings) func() secrets.Settings {
	return func() secrets.Settings {
		a := now().Auth
		return secrets.Settings{
			AccessTTL:       time.Duration(a.AccessTokenTTLSeconds) * time.Second,
			SessionLife:     time.Duration(a.RefreshTokenTTLSeconds) * time.Second,
			Idle:            time.Duration(a.SessionTimeoutMinutes) * time.Minute,
			SessionsPerUser: a.MaxSessionsPerUser,
			MinPassword:     a.PasswordMinLength,
		}
	}
}
