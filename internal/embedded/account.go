package embedded

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// ErrNoAccount means that Postgres, which refuses to run as root, could be given no other account.
var ErrNoAccount = errors.New("no account to run PostgreSQL with")

// account is who a child process runs as.
type account struct {
	uid, gid  int  // as the child sees itself
	change    bool // start under this uid: we are root
	namespace bool // keep our uid and only call it so, in a user namespace (Linux)
}

// owner is who must own the files of the child, as seen from here.
func (a account) owner() (uid, gid int) {
	if a.change {
		return a.uid, a.gid
	}
	return os.Getuid(), os.Getgid()
}

// pickAccount finds an account that can really run program inside dir, by trying: whether it may pass through all directories
// above both, and whether namespaces are allowed, depends on modes, access lists, containers and kernel settings.
func pickAccount(ctx context.Context, program, dir string) (account, error) {
	var errs []error
	for _, a := range accounts(os.Getuid()) {
		if err := a.try(ctx, program, dir); err != nil {
			errs = append(errs, fmt.Errorf("as uid %d (namespace: %t): %w", a.uid, a.namespace, err))
			continue
		}
		return a, nil
	}
	return account{}, fmt.Errorf("%w: make %s and %s reachable for the user postgres or nobody (chmod a+x on each directory above), or do not run as root: %w",
		ErrNoAccount, dir, program, errors.Join(errs...))
}

// accounts lists whom to try. A plain user with an entry in the user database runs as himself; one without (an arbitrary uid in a
// container) would be refused by initdb and needs a namespace that gives him a name, as root does below a private directory.
func accounts(uid int) []account {
	if _, err := user.LookupId(strconv.Itoa(uid)); uid != 0 && err == nil {
		return []account{{uid: uid, gid: os.Getgid()}}
	}
	var list []account
	for _, name := range []string{"postgres", "nobody"} {
		if a, err := lookup(name); err == nil {
			list = append(list, a)
		}
	}
	named := list
	if uid != 0 {
		list = nil
	}
	if !namespaces {
		return list
	}
	for _, a := range named {
		list = append(list, account{uid: a.uid, gid: a.gid, namespace: true})
	}
	return list
}

func lookup(name string) (account, error) {
	u, err := user.Lookup(name)
	if err != nil {
		return account{}, err
	}
	uid, uidErr := strconv.Atoi(u.Uid)
	gid, gidErr := strconv.Atoi(u.Gid)
	return account{uid: uid, gid: gid, change: true}, errors.Join(uidErr, gidErr)
}

// try runs program --version with dir as working directory; dir must belong to the account.
func (a account) try(ctx context.Context, program, dir string) error {
	if err := a.own(dir); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, program, "--version") //nolint:gosec // running what the search found is the purpose
	cmd.Dir, cmd.SysProcAttr = dir, a.attributes(syscall.SIGKILL)
	return cmd.Run()
}

// own hands dir and all below to the account: an earlier run may have used another one.
func (a account) own(dir string) error {
	if os.Getuid() != 0 {
		return nil
	}
	uid, gid := a.owner()
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok && int(st.Uid) == uid && int(st.Gid) == gid {
		return nil
	}
	return filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, uid, gid)
	})
}
