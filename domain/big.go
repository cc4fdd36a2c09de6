package domain

import (
	"encoding/json"
	"fmt"
	"math/big"
)

// Big is an integer that may exceed 2^53: an offset, a range end, a space
// size. On the wire it is a decimal string. The zero value is 0.
type Big struct{ i big.Int }

// NewBig copies i.
func NewBig(i *big.Int) Big {
	var b Big
	b.i.Set(i)
	return b
}

// BigOf makes a Big from n.
func BigOf(n int64) Big { return NewBig(big.NewInt(n)) }

// Int returns a copy, so that a Big never changes under its owner.
func (b Big) Int() *big.Int { return new(big.Int).Set(&b.i) }

// Int64 is only meaningful when [Big.IsInt64] holds.
func (b Big) Int64() int64 { return b.i.Int64() }

// IsInt64 says whether the value fits an int64.
func (b Big) IsInt64() bool { return b.i.IsInt64() }

// Add returns b + n.
func (b Big) Add(n int64) Big { return NewBig(new(big.Int).Add(&b.i, big.NewInt(n))) }

// Plus returns b + o.
func (b Big) Plus(o Big) Big { return NewBig(new(big.Int).Add(&b.i, &o.i)) }

// Sub returns b - o.
func (b Big) Sub(o Big) Big { return NewBig(new(big.Int).Sub(&b.i, &o.i)) }

// Cmp is -1, 0 or +1 as b is below, equal to or above o.
func (b Big) Cmp(o Big) int { return b.i.Cmp(&o.i) }

// Sign is -1, 0 or +1.
func (b Big) Sign() int { return b.i.Sign() }

func (b Big) String() string { return b.i.String() }

// MarshalJSON writes a decimal string.
func (b Big) MarshalJSON() ([]byte, error) { return json.Marshal(b.i.String()) }

// maxDigits is more than any name space needs (306), and little enough that
// reading a number costs nothing.
const maxDigits = 1000

// UnmarshalJSON reads a decimal string of at most 1,000 digits.
func (b *Big) UnmarshalJSON(data []byte) error {
	var s string
	if err := json.Unmarshal(data, &s); err != nil {
		return fmt.Errorf("big integer: %w", err)
	}
	if len(s) > maxDigits {
		return fmt.Errorf("big integer: more than %d digits", maxDigits)
	}
	// Into a number of its own: b may share its words with another Big.
	i, ok := new(big.Int).SetString(s, 10)
	if !ok {
		return fmt.Errorf("big integer: %q is not a decimal number", s)
	}
	*b = NewBig(i)
	return nil
}
