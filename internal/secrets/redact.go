package secrets

import (
	"fmt"
	"log/slog"
)

const redactedText = "[redacted]"

// redacted makes what embeds it show nothing of itself, whatever it is printed
// with.
type redacted struct{}

func (redacted) Format(f fmt.State, _ rune)   { fmt.Fprint(f, redactedText) }
func (redacted) String() string               { return redactedText }
func (redacted) LogValue() slog.Value         { return slog.StringValue(redactedText) }
func (redacted) MarshalText() ([]byte, error) { return []byte(redactedText), nil }

// Secret is a text that shows itself by Reveal only.
type Secret struct {
	redacted
	text string
}

// SecretOf hides a text that came from outside.
func SecretOf(text string) Secret { return Secret{text: text} }

// Reveal is for the one answer that hands it out.
func (s Secret) Reveal() string { return s.text }
