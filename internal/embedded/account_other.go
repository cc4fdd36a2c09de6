//go:build !linux

package embedded

import "syscall"

const namespaces = false

// attributes start a child under the account. Only Linux has death signals and user namespaces: elsewhere a child outlives a
// killed parent until the next start stops it, and root needs an account that reaches the files.
// In a process group of its own it does not hear the Ctrl-C of a terminal, and is still there while we drain.
func (a account) attributes(syscall.Signal) *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true}
	if a.change {
		attr.Credential = &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)} //nolint:gosec // ids of the user database
	}
	return attr
}
