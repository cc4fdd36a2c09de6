package secrets

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
)

var errLocked = fmt.Errorf("%w: the accounts are locked, see Store.Unlock", ErrMasterKey)

// whoHasIt says where the right key is to be found.
const whoHasIt = "which the accounts are sealed with: a backup has it, or another serve on this Postgres"

// keyring is what this process knows of master keys. It reads them again when
// it meets one that it does not know, so it learns of a rotation elsewhere at
// the moment that it matters.
type keyring struct {
	redacted
	source MasterSource

	mu   sync.Mutex
	keys []masterKey
}

// key is the one of this id, or ErrMasterKey.
func (k *keyring) key(ctx context.Context, id keyID) (masterKey, error) {
	if k == nil {
		return masterKey{}, errLocked
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if i := k.index(id); i >= 0 {
		return k.keys[i], nil
	}
	if err := k.read(ctx); err != nil {
		return masterKey{}, fmt.Errorf("%w; it must be %v, %s", err, id, whoHasIt)
	}
	if i := k.index(id); i >= 0 {
		return k.keys[i], nil
	}
	return masterKey{}, fmt.Errorf("%w: %v holds %s; it must be %v, %s", ErrMasterKey, k.source, k.ids(), id, whoHasIt)
}

// first is the one that seals where nothing is sealed yet.
func (k *keyring) first(ctx context.Context) (masterKey, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.read(ctx); err != nil {
		return masterKey{}, err
	}
	return k.keys[0], nil
}

func (k *keyring) read(ctx context.Context) error {
	keys, err := k.source.read(ctx)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrMasterKey, err)
	}
	k.keys = keys
	return nil
}

func (k *keyring) index(id keyID) int {
	return slices.IndexFunc(k.keys, func(known masterKey) bool { return known.id == id })
}

func (k *keyring) ids() string {
	var ids []string
	for _, known := range k.keys {
		ids = append(ids, known.id.String())
	}
	return strings.Join(ids, " and ")
}
