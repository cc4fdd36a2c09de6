package main

import (
	"context"
	"log/slog"

	"domainflow/domain/setting"
	"domainflow/handlers/settings"
)

// openSettings reads the settings and has the log follow them; what it returns
// has to run.
func openSettings(ctx context.Context, a aggregates, log *slog.Logger) (*settings.Follower, error) {
	return settings.Open(ctx, a.Store, func(s setting.Settings) {
		if h, ok := log.Handler().(logHandler); ok {
			h.apply(s.Logging)
		}
	}, log)
}
