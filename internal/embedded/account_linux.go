package embedded

import (
	"os"
	"syscall"
)

const namespaces = true

// attributes start a child under the account. deathSignal reaches it when the thread that started it ends, so also when we are
// killed; the starting goroutine has to hold its thread for as long as the child lives (go.dev/issue/27505).
// In a process group of its own it does not hear the Ctrl-C of a terminal, and is still there while we drain.
func (a account) attributes(deathSignal syscall.Signal) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Pdeathsig: deathSignal, Setpgid: true}
	if a.change {
		attr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)} //nolint:gosec // ids of the user database
	}
	if a.namespace {
		attr.Cloneflags = syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: a.uid, HostID: os.Getuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: a.gid, HostID: os.Getgid(), Size: 1}}
	}
	return attr
}
