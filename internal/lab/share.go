package lab

import (
	"fmt"
	"math"
	"slices"
)

// division turns an evenly spread hash into a kind, each kind getting its share and rest the remainder.
type division[K ~string] struct {
	bounds []bound[K]
	rest   K
}

type bound[K ~string] struct {
	below uint64
	kind  K
}

// newDivision fixes the order of the kinds by order, since the order of a map would change the lab from run to run.
func newDivision[K ~string](shares map[K]float64, order []K, rest K) (division[K], error) {
	d := division[K]{rest: rest}
	for kind, share := range shares {
		if !slices.Contains(order, kind) || share < 0 || share > 1 {
			return d, fmt.Errorf("%w: %q cannot have the share %v", ErrConfig, kind, share)
		}
	}
	sum := 0.0
	for _, kind := range order {
		if shares[kind] == 0 {
			continue
		}
		sum += shares[kind]
		d.bounds = append(d.bounds, bound[K]{threshold(sum), kind})
	}
	// Decimal shares that mean exactly 1 may add up to a little more in binary.
	if sum > 1+1e-9 {
		return d, fmt.Errorf("%w: shares add up to %v", ErrConfig, sum)
	}
	return d, nil
}

func (d division[K]) pick(hash uint64) K {
	for _, b := range d.bounds {
		if hash < b.below {
			return b.kind
		}
	}
	return d.rest
}

// threshold is the bound below which the given share of all 64-bit hashes lies.
func threshold(share float64) uint64 {
	if share >= 1 {
		return math.MaxUint64
	}
	return uint64(share * (1 << 63) * 2)
}
