package embedded

import (
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nkeys"
)

// credential is the nkey this process connects to its own server with: made anew at every start, never written
// down.
type credential struct {
	public string
	pair   nkeys.KeyPair
}

func newCredential() (credential, error) {
	pair, err := nkeys.CreateUser()
	if err != nil {
		return credential{}, err
	}
	public, err := pair.PublicKey()
	return credential{public: public, pair: pair}, err
}

func (c credential) seed() (string, error) {
	secret, err := c.pair.Seed()
	return string(secret), err
}

func (c credential) option() nats.Option { return nats.Nkey(c.public, c.pair.Sign) }

// NewUserKey makes the key pair of a user. The seed is their secret, as their client wants it: it is shown once and not kept.
func NewUserKey() (seed, public string, err error) {
	made, err := newCredential()
	if err != nil {
		return "", "", err
	}
	seed, err = made.seed()
	return seed, made.public, err
}
