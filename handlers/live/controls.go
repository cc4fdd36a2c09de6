package live

// controls are messages that are no events and wait for room. A client that
// asks and never reads the answers must not fill the memory with them.
type controls struct {
	frames [][]byte
	bytes  int
}

const maxControlBytes = 1 << 20

// add says whether there was room for another.
func (c *controls) add(frame []byte) bool {
	if c.bytes+len(frame) > maxControlBytes {
		return false
	}
	c.frames = append(c.frames, frame)
	c.bytes += len(frame)
	return true
}

func (c *controls) empty() bool { return len(c.frames) == 0 }

// next takes the oldest out.
func (c *controls) next() []byte {
	frame := c.frames[0]
	c.frames = c.frames[1:]
	c.bytes -= len(frame)
	return frame
}
