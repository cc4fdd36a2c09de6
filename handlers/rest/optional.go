package rest

import (
	"reflect"

	"github.com/danielgtaylor/huma/v2"
)

// optional is a parameter whose absence means something else than its zero
// value. huma has no pointers there, but these three methods.
type optional[T any] struct {
	Value T
	given bool
}

// Receiver is what huma reads the parameter into.
func (o *optional[T]) Receiver() reflect.Value { return reflect.ValueOf(o).Elem().Field(0) }

// OnParamSet hears whether there was one.
func (o *optional[T]) OnParamSet(given bool, _ any) { o.given = given }

// Schema is that of the value.
func (optional[T]) Schema(r huma.Registry) *huma.Schema {
	return r.Schema(reflect.TypeFor[T](), true, "")
}

func (o optional[T]) pointer() *T {
	if !o.given {
		return nil
	}
	return &o.Value
}
