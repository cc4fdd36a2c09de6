package setting

import (
	"encoding/json"
	"slices"

	"domainflow/domain"
)

// Level is the least important of what is logged.
type Level string

const (
	Debug Level = "debug"
	Info  Level = "info"
	Warn  Level = "warn"
	Error Level = "error"
)

// Levels are all of them, the least important first.
var Levels = []Level{Debug, Info, Warn, Error}

// Format is how a line of the log is written.
type Format string

const (
	JSON Format = "json"
	Text Format = "text"
)

// Formats are all of them.
var Formats = []Format{JSON, Text}

// Logging is what every process writes to its log.
type Logging struct {
	Level  Level  `json:"level"`
	Format Format `json:"format"`
	// EnableHTTPAccessLog: one line a request, at level info.
	EnableHTTPAccessLog bool `json:"enableHttpAccessLog"`
}

func defaultLogging() Logging { return Logging{Level: Info, Format: JSON, EnableHTTPAccessLog: true} }

// UnmarshalJSON gives fields that are not there their defaults.
func (l *Logging) UnmarshalJSON(data []byte) error {
	type plain Logging
	*l = defaultLogging()
	return json.Unmarshal(data, (*plain)(l))
}

// LoggingInput is [Logging] as users write it: what is nil gets its default.
type LoggingInput struct {
	Level               *Level
	Format              *Format
	EnableHTTPAccessLog *bool
}

func (LoggingInput) Section() Section { return SectionLogging }

func (LoggingInput) of(s Settings) any { return s.Logging }

func (in LoggingInput) complete(checks *domain.Checks) Values {
	l := defaultLogging()
	l.Level, l.Format = or(in.Level, l.Level), or(in.Format, l.Format)
	l.EnableHTTPAccessLog = or(in.EnableHTTPAccessLog, l.EnableHTTPAccessLog)
	checks.Require(slices.Contains(Levels, l.Level), "level", domain.FieldInvalid, "must be one of %v", Levels)
	checks.Require(slices.Contains(Formats, l.Format), "format", domain.FieldInvalid, "must be one of %v", Formats)
	return Values{Logging: &l}
}
