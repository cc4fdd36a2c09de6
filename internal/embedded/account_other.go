//go:build !linux

package embedded

import "syscall"

const namespaces = false

// attributes start a child under the account. Only Linux has death signals and user namespaces: elsewhere a child outlives a
// killed parent until the next start stops it, and root needs an account that reaches the files.
func (a account) attributes(syscall.Signal) *syscall.SysProcAttr {
	if !a.change {
		return nil
	}
	return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(a.uid), Gid: uint32(a.gid)}}
}
