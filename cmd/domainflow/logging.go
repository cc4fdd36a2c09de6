package main

import (
	"context"
	"io"
	"log/slog"
	"sync/atomic"

	"domainflow/domain/setting"
)

// processLogger writes the log of a process that stays, as the settings say.
func processLogger(w io.Writer) *slog.Logger {
	shared := &logSettings{}
	options := &slog.HandlerOptions{Level: &shared.level}
	h := logHandler{shared, slog.NewJSONHandler(w, options), slog.NewTextHandler(w, options)}
	h.apply(setting.Defaults().Logging)
	return slog.New(h)
}

// logSettings are what all loggers that stem from one have in common.
type logSettings struct {
	level slog.LevelVar
	text  atomic.Bool
}

// logHandler writes in the one form or the other.
type logHandler struct {
	*logSettings
	json, text slog.Handler
}

var logLevels = map[setting.Level]slog.Level{
	setting.Debug: slog.LevelDebug, setting.Info: slog.LevelInfo, setting.Warn: slog.LevelWarn, setting.Error: slog.LevelError,
}

func (h logHandler) apply(l setting.Logging) {
	h.level.Set(logLevels[l.Level])
	h.logSettings.text.Store(l.Format == setting.Text)
}

func (h logHandler) Enabled(_ context.Context, level slog.Level) bool {
	return level >= h.level.Level()
}

func (h logHandler) Handle(ctx context.Context, r slog.Record) error {
	if h.logSettings.text.Load() {
		return h.text.Handle(ctx, r)
	}
	return h.json.Handle(ctx, r)
}

func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	return logHandler{h.logSettings, h.json.WithAttrs(attrs), h.text.WithAttrs(attrs)}
}

func (h logHandler) WithGroup(name string) slog.Handler {
	return logHandler{h.logSettings, h.json.WithGroup(name), h.text.WithGroup(name)}
}
