package main

import (
	"context"
	"log/slog"

	"domainflow/domain/setting"
	"domainflow/handlers/processors"
	"domainflow/handlers/settings"
)

// openSettings reads the settings and has the log follow them; what it returns
// has to run. A storage that is patient waits for servers that have just lost
// each other again.
func (s storage) openSettings(ctx context.Context, a aggregates, limits *processors.Limits, log *slog.Logger) (f *settings.Follower, err error) {
	err = s.await(ctx, log, func(ctx context.Context) (err error) {
		f, err = settings.Open(ctx, a.Store, func(s setting.Settings) {
			if h, ok := log.Handler().(logHandler); ok {
				h.apply(s.Logging)
			}
			limits.Set(s.Worker)
		}, log)
		return err
	})
	return f, err
}
