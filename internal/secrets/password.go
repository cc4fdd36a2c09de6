package secrets

import (
	"crypto/rand"
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode/utf8"
)

// MaxPassword is how many characters a password may have.
const MaxPassword = 128

// PasswordError: a new password is not acceptable. Code is one of the
// constants below; the password is not in it.
type PasswordError struct {
	Code string
	Min  int
}

const (
	PasswordTooShort = "too_short"
	PasswordTooLong  = "too_long"
	PasswordCommon   = "too_common"
	PasswordIsEmail  = "is_email"
)

func (e *PasswordError) Error() string {
	switch e.Code {
	case PasswordTooShort:
		return fmt.Sprintf("the password must have at least %d characters", e.Min)
	case PasswordTooLong:
		return fmt.Sprintf("the password must have at most %d characters", MaxPassword)
	case PasswordIsEmail:
		return "the password must not be the e-mail address"
	}
	return "the password is one of those that are guessed first"
}

// The list of zxcvbn, most frequent first; see the file beside it.
//
//go:embed common_passwords.txt
var commonList string

var common = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for word := range strings.Lines(commonList) {
		set[strings.TrimSuffix(word, "\n")] = true
	}
	return set
})

// CheckPassword is a *PasswordError for what would be refused as the new
// password of who has this e-mail address.
func (s *Store) CheckPassword(password, email string) error {
	return checkPassword(password, email, s.settings().MinPassword)
}

// checkPassword looks at a new password as it is: nothing is trimmed.
// Characters are code points.
func checkPassword(password, email string, least int) error {
	n := utf8.RuneCountInString(password)
	switch {
	case n < least:
		return &PasswordError{Code: PasswordTooShort, Min: least}
	case n > MaxPassword:
		return &PasswordError{Code: PasswordTooLong}
	case emailKey(password) == emailKey(email):
		return &PasswordError{Code: PasswordIsEmail}
	case isCommon(strings.ToLower(password)):
		return &PasswordError{Code: PasswordCommon}
	}
	return nil
}

// isCommon finds common passwords and two of them after each other: few common
// ones are as long as ours must be, so people lengthen them.
func isCommon(password string) bool {
	if common()[password] {
		return true
	}
	for i := range password {
		if common()[password[:i]] && common()[password[i:]] {
			return true
		}
	}
	return false
}

// OneTimePassword is one that its owner must change: 100 random bits.
func OneTimePassword() Secret { return Secret{text: rand.Text()[:20]} }
