package secrets

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// errFileBusy: another process is about to change the file.
var errFileBusy = errors.New("another process changes it just now")

// makeMaster leaves a file alone that is there.
func makeMaster(path string) (made bool, err error) {
	// As embedded.Lock makes it: a Postgres under another account passes through.
	if err := os.MkdirAll(filepath.Dir(path), 0o711); err != nil {
		return false, err
	}
	unlock, err := lockBeside(path, syscall.LOCK_EX)
	if err != nil {
		return false, err
	}
	defer unlock()
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	return true, writeMaster(path, newMasterKey())
}

// lockBeside keeps others from changing a file, until unlock or the end of the
// process, however it ends. The lock is on the directory: the file is replaced.
func lockBeside(path string, how int) (unlock func(), err error) {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(dir.Fd()), how); err != nil {
		_ = dir.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = errFileBusy
		}
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	// A child that is just starting may hold a copy of the descriptor.
	return func() { _ = syscall.Flock(int(dir.Fd()), syscall.LOCK_UN); _ = dir.Close() }, nil
}

// writeMaster replaces the file, or makes it, for who has locked it. After a
// crash it is there as before or as after, and nothing beside it for longer
// than until the next time.
func writeMaster(path string, keys ...masterKey) error {
	var text strings.Builder
	for _, k := range keys {
		text.WriteString(k.token.Reveal() + "\n")
	}
	next := path + ".new"
	f, err := os.OpenFile(next, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text.String())
	if err := errors.Join(err, f.Chmod(0o600), keepOwner(f, path), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(next))
	}
	if err := os.Rename(next, path); err != nil {
		return errors.Join(err, os.Remove(next))
	}
	return syncDir(filepath.Dir(path))
}

// keepOwner lets root change the file of the account that reads it.
func keepOwner(f *os.File, path string) error {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return f.Chown(int(owner.Uid), int(owner.Gid))
}

func syncDir(path string) error {
	d, err := os.Open(path)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
