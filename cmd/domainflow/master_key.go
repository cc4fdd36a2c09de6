package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"

	"domainflow/internal/embedded"
	"domainflow/internal/secrets"
)

// masterKey says where the key is that passwords are sealed with.
type masterKey struct {
	MasterKeyFile    string `help:"File of the master key, which passwords are sealed with: of its owner alone, and made while the accounts have none. Unless one is named, master.key in --data." placeholder:"FILE"`
	MasterKeyCommand string `help:"Command that prints the master key, instead of a file. Or DOMAINFLOW_MASTER_KEY in the environment is the key itself." placeholder:"COMMAND"`

	// value is from the environment alone: others on this machine read arguments.
	value secrets.Secret
}

const masterKeyVariable = envPrefix + "MASTER_KEY"

var errManyMasterKeys = fmt.Errorf("the master key is named twice: leave one of --master-key-file, --master-key-command and %s", masterKeyVariable)

// keyed is a verb that needs the master key.
type keyed interface{ takeMasterKey(environ []string) }

func (k *masterKey) takeMasterKey(environ []string) {
	for _, entry := range environ {
		if value, ok := strings.CutPrefix(entry, masterKeyVariable+"="); ok {
			k.value = secrets.SecretOf(value)
		}
	}
}

// named is what was asked for; the zero value when nothing was.
func (k *masterKey) named() (source secrets.MasterSource, err error) {
	sources := 0
	for _, given := range []string{k.MasterKeyFile, k.MasterKeyCommand, k.value.Reveal()} {
		if given != "" {
			sources++
		}
	}
	if sources > 1 {
		return source, errManyMasterKeys
	}
	if k.MasterKeyFile != "" {
		source.File, err = filepath.Abs(k.MasterKeyFile)
	}
	source.Command, source.Value = k.MasterKeyCommand, k.value
	return source, err
}

// source is where the key of a process is that keeps its data there.
func (k *masterKey) source(data string) (source secrets.MasterSource, err error) {
	if source, err = k.named(); err == nil && source == (secrets.MasterSource{}) {
		source.File, err = filepath.Abs(filepath.Join(data, "master.key"))
	}
	return source, err
}

var errOtherSource = errors.New("a serve runs on this data and knows where its master key is: name no other one")

// masterSource is that of the serve that was reached; without one it is up to
// the flags of the verb.
func (s *servers) masterSource(k *masterKey, data string) (secrets.MasterSource, error) {
	theirs := s.access.MasterKey
	if theirs == nil {
		return k.source(data)
	}
	source := secrets.MasterSource{File: theirs.File, Command: theirs.Command, Value: secrets.SecretOf(theirs.Value)}
	named, err := k.named()
	if err == nil && named != (secrets.MasterSource{}) && named != source {
		err = errOtherSource
	}
	return source, err
}

// unlock opens the accounts, which migrations.Up has brought up to date.
func (s *servers) unlock(ctx context.Context, store *secrets.Store, k *masterKey, data string, log *slog.Logger) error {
	source, err := s.masterSource(k, data)
	if err != nil {
		return err
	}
	made, err := store.Unlock(ctx, source)
	if made {
		log.Info("a master key was made: without it no password opens, so keep a copy apart from the database, and give every serve on this Postgres the same",
			"file", source.File)
	}
	return err
}

// masterKeyAt tells other processes of this account.
func masterKeyAt(s secrets.MasterSource) *embedded.MasterKey {
	return &embedded.MasterKey{File: s.File, Command: s.Command, Value: s.Value.Reveal()}
}
