//go:build !linux

package embedded

import (
	"errors"
	"fmt"
	"path/filepath"
)

var errPathTooLong = errors.New("the path is too long for a Unix socket")

// shortPath refuses what leaves no room for the name of a socket: there is no shorter name for a directory here.
func shortPath(dir string) (path string, release func(), err error) {
	if len(filepath.Join(dir, socketFile)) > longestSocket {
		return "", nil, fmt.Errorf("%w: %s", errPathTooLong, dir)
	}
	return dir, func() {}, nil
}
