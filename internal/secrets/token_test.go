package secrets

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTokensComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, kind := range []Kind{Access, Refresh, Ticket, Setup} {
		token := NewToken(kind)
		text := token.Reveal()
		require.Regexp(t, `^df[arts]_[a-z2-7]{58}$`, text)
		parsed, err := ParseToken(kind, text)
		require.NoError(t, err)
		require.True(t, token.Equal(parsed))
		require.False(t, token.Equal(NewToken(kind)))
		require.False(t, seen[text])
		seen[text] = true
		for _, other := range []Kind{Access, Refresh, Ticket, Setup, keyKind} {
			if other != kind {
				_, err := ParseToken(other, text)
				require.ErrorIs(t, err, ErrUnknownToken)
				_, err = ParseToken(other, string(other)+text[3:])
				require.ErrorIs(t, err, ErrUnknownToken, "the checksum covers the kind")
			}
		}
	}
}

func TestOnlyWholeTokensAreTokens(t *testing.T) {
	t.Parallel()
	text := NewToken(Access).Reveal()
	for i := range text {
		for _, c := range "a7-_A \x00" {
			changed := text[:i] + string(c) + text[i+1:]
			if changed != text {
				_, err := ParseToken(Access, changed)
				require.ErrorIs(t, err, ErrUnknownToken, changed)
			}
		}
	}
	for _, other := range []string{"", "dfa_", text + "a", text[:len(text)-1], " " + text, text + "\n", strings.ToUpper(text)} {
		_, err := ParseToken(Access, other)
		require.ErrorIs(t, err, ErrUnknownToken, "%q", other)
	}
}

func FuzzParseToken(f *testing.F) {
	f.Add(NewToken(Access).Reveal())
	f.Add("dfa_")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		token, err := ParseToken(Access, text)
		if err != nil {
			require.ErrorIs(t, err, ErrUnknownToken)
			return
		}
		require.Equal(t, text, token.Reveal(), "one token has one spelling")
	})
}

func FuzzParseAPIKey(f *testing.F) {
	before := keyKind + "_abcdefgh_"
	f.Add(before + encode(before, NewToken(keyKind).raw))
	f.Add("dfk__")
	f.Fuzz(func(t *testing.T, text string) {
		prefix, secret, err := parseAPIKey(text)
		if err != nil {
			require.ErrorIs(t, err, ErrUnknownToken)
			return
		}
		before := keyKind + "_" + prefix + "_"
		require.Equal(t, text, before+encode(before, secret.raw))
	})
}

func TestSecretsShowNothing(t *testing.T) {
	t.Parallel()
	token, secret, master := NewToken(Refresh), SecretOf("canary"), newMasterKey()
	var hidden []string
	for _, t := range []Token{token, master.token} {
		hidden = append(hidden, "canary", t.Reveal(), t.Reveal()[4:], fmt.Sprintf("%x", t.raw), fmt.Sprint(t.raw))
	}
	for _, value := range []any{
		token, &token, secret, Grant{Access: token, Refresh: token}, []any{secret, token}, master, &keyring{keys: []masterKey{master}},
		struct{ MasterSource }{MasterSource{Value: secret}},
	} {
		var out strings.Builder
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
		require.NoError(t, json.NewEncoder(&out).Encode(value))
		for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(handler).Info("m", "value", value)
		}
		for _, canary := range hidden {
			require.NotContains(t, out.String(), canary)
		}
		require.Contains(t, out.String(), redactedText)
	}
	require.Equal(t, "canary", secret.Reveal())
}
