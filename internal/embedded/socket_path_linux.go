package embedded

import (
	"fmt"
	"os"
)

// shortPath is a path of a directory of any depth that leaves room for the name of a socket: sun_path holds 108 bytes, unix(7). It is
// good until released.
func shortPath(dir string) (path string, release func(), err error) {
	file, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d", file.Fd()), func() { _ = file.Close() }, nil
}
