package secrets

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckPassword(t *testing.T) {
	t.Parallel()
	for password, code := range map[string]string{
		goodPassword:               "",
		"elevenchars":              PasswordTooShort,
		"           ":              PasswordTooShort,
		"            ":             "", // spaces are characters
		"ünïcödé päß":              PasswordTooShort,
		"日本語日本語日本語日本語":             "",
		strings.Repeat("xé", 64):   "",
		strings.Repeat("x", 129):   PasswordTooLong,
		"Ann@Example.COM":          PasswordIsEmail,
		"leavemealone":             PasswordCommon,
		"LeaveMeAlone":             PasswordCommon,
		"password1234":             PasswordCommon,
		"dragondragon":             PasswordCommon,
		"Password12345678":         PasswordCommon,
		"password1234-and-else":    "",
		" leavemealone":            "",
		"dragon dragon dragon now": "",
	} {
		err := checkPassword(password, "ann@example.com", 12)
		if code == "" {
			require.NoError(t, err, password)
			continue
		}
		var refused *PasswordError
		require.ErrorAs(t, err, &refused, password)
		require.Equal(t, code, refused.Code, password)
		require.NotContains(t, err.Error(), password)
	}
	require.NoError(t, checkPassword("fifteen letters", "a@b.c", 15))
	require.Equal(t, &PasswordError{Code: PasswordTooShort, Min: 16}, checkPassword("fifteen letters", "a@b.c", 16))
}

func TestThereAreTenThousandCommonPasswords(t *testing.T) {
	t.Parallel()
	require.Len(t, common(), 10_000)
	for word := range common() {
		require.Equal(t, strings.ToLower(word), word, "or it is never found")
	}
}

func TestOneTimePasswordsAreGoodOnes(t *testing.T) {
	t.Parallel()
	a, b := OneTimePassword(), OneTimePassword()
	require.NotEqual(t, a.Reveal(), b.Reveal())
	require.NoError(t, checkPassword(a.Reveal(), "a@b.c", 20))
}

func TestEmails(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"ann@example.com", "a.b+c@example.co.uk", "ünal@example.de"} {
		require.True(t, ValidEmail(good), good)
	}
	for _, bad := range []string{"", "ann", "@", "a@", "Ann <ann@example.com>", " ann@example.com", "ann@example.com, b@example.com",
		"a\n@example.com", strings.Repeat("a", 250) + "@b.de"} {
		require.False(t, ValidEmail(bad), bad)
	}
	require.Equal(t, emailKey("STRASSE@example.com"), emailKey("straße@Example.com"))
	require.NotEqual(t, emailKey("a@example.com"), emailKey("b@example.com"))
}
