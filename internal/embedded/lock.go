package embedded

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// ErrLocked means that another live process owns the directory; the error around it names directory and, when known, its pid.
var ErrLocked = errors.New("directory is in use by another process")

// DirLock is the ownership of one directory. The kernel ends it with the process, however that dies, so it is never stale.
type DirLock struct{ file *os.File }

// Lock takes dir for this process by flock(2) on <dir>/lock, making dir when missing. It does not wait: a taken directory is
// ErrLocked. A second Lock of one directory inside one process is refused as well.
//
// A directory it makes has mode 0711: with root as owner, a Postgres under another account must be able to pass through.
func Lock(dir string) (*DirLock, error) {
	if err := os.MkdirAll(dir, 0o711); err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	file, err := os.OpenFile(filepath.Join(dir, "lock"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("data directory: %w", err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		defer file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("%s: %w%s", dir, ErrLocked, holder(file))
		}
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	l := &DirLock{file: file}
	if err := l.sign(); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", dir, err), l.Unlock())
	}
	return l, nil
}

// Unlock gives the directory free. The file stays: removing it would let two processes lock two different files.
//
// Closing alone is not enough: a child that another goroutine is just starting holds a copy of the descriptor until its exec.
func (l *DirLock) Unlock() error {
	return errors.Join(syscall.Flock(int(l.file.Fd()), syscall.LOCK_UN), l.file.Close())
}

// sign leaves our pid for the message of whom we refuse.
func (l *DirLock) sign() error {
	if err := l.file.Truncate(0); err != nil {
		return err
	}
	_, err := l.file.WriteAt([]byte(strconv.Itoa(os.Getpid())+"\n"), 0)
	return err
}

// holder reads the pid a lock file was signed with; empty in the moment between locking and signing.
func holder(file *os.File) string {
	text, err := io.ReadAll(io.LimitReader(file, 32))
	if err != nil {
		return ""
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(text)))
	if err != nil {
		return ""
	}
	return fmt.Sprintf(" (pid %d)", pid)
}
