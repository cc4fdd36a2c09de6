package campaign

import "fmt"

// Column holds one field of many rows: each distinct value once, and for
// every row the place of its value. Rows are omitted where all have the one
// value. Result events are made of columns: a thousand unresolved names take
// 31 KiB, a third of a list of objects, and as much less time to read.
//
//	{"values": ["unresolved", "resolved"], "rows": [0, 0, 1]}
//	{"values": ["udp"]}
type Column[T comparable] struct {
	Values []T `json:"values"`
	// Rows are places in Values, counted from 0.
	Rows []int `json:"rows,omitempty"`

	n int // rows, which len(Rows) does not tell when they are omitted
}

// Add appends the value of the next row.
func (c *Column[T]) Add(value T) {
	place := c.place(value)
	if place > 0 && c.Rows == nil {
		c.Rows = make([]int, c.n, c.n+1)
	}
	if c.Rows != nil {
		c.Rows = append(c.Rows, place)
	}
	c.n++
}

// place finds value among the values, which are few and neighbours mostly
// equal: the last one used is looked at first.
func (c *Column[T]) place(value T) int {
	if n := len(c.Rows); n > 0 && c.Values[c.Rows[n-1]] == value {
		return c.Rows[n-1]
	}
	for i, v := range c.Values {
		if v == value {
			return i
		}
	}
	c.Values = append(c.Values, value)
	return len(c.Values) - 1
}

// At is the value of row i.
func (c *Column[T]) At(i int) T {
	if c.Rows == nil {
		return c.Values[0]
	}
	return c.Values[c.Rows[i]]
}

// read makes a decoded column one of n rows, or says why it is none.
func (c *Column[T]) read(n int) error {
	c.n = n
	if c.Rows == nil && (len(c.Values) == 1 || n == 0 && len(c.Values) == 0) {
		return nil
	}
	if len(c.Rows) != n {
		return fmt.Errorf("%d rows instead of %d", len(c.Rows), n)
	}
	for _, place := range c.Rows {
		if place < 0 || place >= len(c.Values) {
			return fmt.Errorf("place %d of %d values", place, len(c.Values))
		}
	}
	return nil
}
