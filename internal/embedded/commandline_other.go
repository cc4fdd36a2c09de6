//go:build !linux

package embedded

import (
	"os/exec"
	"strconv"
)

// commandLine of a process; empty when there is no such process.
func commandLine(pid int) string {
	text, err := exec.Command("ps", "-ww", "-o", "command=", "-p", strconv.Itoa(pid)).Output() //nolint:gosec // a number
	if err != nil {
		return ""
	}
	return string(text)
}
