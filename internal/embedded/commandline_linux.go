package embedded

import (
	"fmt"
	"os"
)

// commandLine of a process, arguments separated by NUL; empty when there is no such process.
func commandLine(pid int) string {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	if err != nil {
		return ""
	}
	return string(text)
}
