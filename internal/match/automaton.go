package match

// automaton is that of Aho and Corasick ("Efficient String Matching", 1975)
// over bytes, in which ASCII letters of both cases are one. States are numbered
// breadth first, so the children of a state have consecutive numbers and no
// lists are needed; state 0 is the root.
//
// The shallow states, where nearly all text stays, have rows in a dense table
// besides. A row leads on only to states that have a row and end no needle:
// whatever else happens leaves the inner loop of scan, which so has one test.
type automaton struct {
	class [256]uint8 // column of a byte; 0 for bytes in no needle
	first []int32    // first child of a state; the next entry ends its children
	label []uint8    // class of the byte that leads to a state
	fail  []int32    // state of the longest proper suffix that begins a needle
	ends  []int32    // needle that ends in a state, -1 for none
	also  []int32    // nearest state on the fail path that ends a needle, 0 for none

	dense []uint16
	shift uint8
}

const (
	leave = 1<<16 - 1 // entry of the dense table: take a step by the tree
	// maxDense bounds the table to 2 MiB whatever the rules are; deeper states
	// cost 17 bytes each.
	maxDense = 1 << 20
)

// newAutomaton takes sorted, distinct, folded and not empty needles of valid
// UTF-8, which leaves bytes enough unused to number the classes in 8 bits.
func newAutomaton(needles []string) *automaton {
	a := &automaton{}
	a.numberClasses(needles)
	a.grow(needles)
	a.link()
	a.tabulate()
	return a
}

func (a *automaton) numberClasses(needles []string) {
	classes := 1
	for _, needle := range needles {
		for i := range len(needle) {
			if b := needle[i]; a.class[b] == 0 {
				a.class[b] = uint8(classes)
				classes++
			}
		}
	}
	for b := 'a'; b <= 'z'; b++ {
		a.class[b-'a'+'A'] = a.class[b]
	}
	for 1<<a.shift < classes {
		a.shift++
	}
}

// grow makes the tree. Each state is the run of sorted needles that begin with
// its text; a queue of runs is the breadth-first order.
func (a *automaton) grow(needles []string) {
	type run struct{ from, to, depth int }
	a.label = []uint8{0}
	queue := []run{{0, len(needles), 0}}
	for s := 0; s < len(queue); s++ {
		r := queue[s]
		end := int32(-1)
		if r.from < r.to && len(needles[r.from]) == r.depth {
			end = int32(r.from)
			r.from++
		}
		a.ends = append(a.ends, end)
		a.first = append(a.first, int32(len(queue)))
		for r.from < r.to {
			b, to := needles[r.from][r.depth], r.from+1
			for to < r.to && needles[to][r.depth] == b {
				to++
			}
			queue = append(queue, run{r.from, to, r.depth + 1})
			a.label = append(a.label, a.class[b])
			r.from = to
		}
	}
	a.first = append(a.first, int32(len(queue)))
}

// link relies on the order: what a state fails to is shallower, so it is linked
// already.
func (a *automaton) link() {
	a.fail = make([]int32, len(a.ends))
	a.also = make([]int32, len(a.ends))
	for s := range int32(len(a.ends)) {
		for child := a.first[s]; child < a.first[s+1]; child++ {
			if s > 0 {
				a.fail[child] = a.step(a.fail[s], a.label[child])
			}
			a.also[child] = a.fail[child]
			if a.ends[a.fail[child]] < 0 {
				a.also[child] = a.also[a.fail[child]]
			}
		}
	}
}

// step follows a byte by the tree. Over a whole text it takes a constant number
// of turns a byte, since each fail loses depth that a byte has won.
func (a *automaton) step(s int32, class uint8) int32 {
	for {
		for child := a.first[s]; child < a.first[s+1]; child++ {
			if a.label[child] == class {
				return child
			}
		}
		if s == 0 {
			return 0
		}
		s = a.fail[s]
	}
}

// tabulate writes rows in the order of states: a row is that of the state it
// fails to, but for its own children.
func (a *automaton) tabulate() {
	width := 1 << a.shift
	rows := min(len(a.ends), leave, maxDense/width)
	a.dense = make([]uint16, rows*width)
	for s := range rows {
		row := a.dense[s*width : (s+1)*width]
		if s > 0 {
			copy(row, a.dense[int(a.fail[s])*width:])
		}
		for child := a.first[s]; child < a.first[s+1]; child++ {
			row[a.label[child]] = leave
			if int(child) < rows && !a.found(child) {
				row[a.label[child]] = uint16(child)
			}
		}
	}
}

// found reports whether some needle ends in a state.
func (a *automaton) found(s int32) bool { return a.ends[s] >= 0 || a.also[s] > 0 }

// scan reads text from offset i in state s, up to behind the first byte where a
// needle ends or to the end of the text, and returns where it is. To read on,
// call it with what it returned.
func (a *automaton) scan(text string, i int, s int32) (int, int32, bool) {
	dense, shift := a.dense, a.shift&15 // the mask spares a test for large shifts
	for i < len(text) {
		if at := int(s) << shift; at < len(dense) {
			row := uint32(s)
			for i < len(text) {
				next := dense[row<<shift|uint32(a.class[text[i]])]
				if next == leave {
					break
				}
				row = uint32(next)
				i++
			}
			if s = int32(row); i == len(text) {
				break
			}
		}
		s = a.step(s, a.class[text[i]])
		i++
		if a.found(s) {
			return i, s, true
		}
	}
	return i, s, false
}
