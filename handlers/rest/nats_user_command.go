package rest

import (
	"context"
	"net/http"

	"domainflow/domain/natsuser"
	"domainflow/eventstore"
)

// createNATSUser makes the keys anew for every request, never from the
// Idempotency-Key: who knows that must not know the secret. So the answer of a
// repeated request cannot have it.
func (s *server) createNATSUser(ctx context.Context, in *creating[natsUserBody]) (*carried, error) {
	if s.NewNATSKey == nil {
		return nil, errExternalNATS
	}
	if err := mayHear(caller(ctx), in.Body.Value.Subjects); err != nil {
		return nil, err
	}
	seed, public, err := s.NewNATSKey()
	if err != nil {
		return nil, err
	}
	cmd := s.command(ctx, in.Commanding, in.Body.hash)
	user, id := natsuser.User{Name: in.Body.Value.Name, Subjects: in.Body.Value.Subjects, PublicKey: public, OwnerID: caller(ctx).UserID}, cmd.newID("nats_user")
	out, err := s.changeNATSUser(ctx, cmd, in.Body.refused, id, natsuser.Create{User: user})
	if err != nil {
		return nil, err
	}
	if out.replayed {
		seed = ""
	}
	done, err := show(ctx, s, out, http.StatusCreated, natsUsersPath, id, func(ctx context.Context, id string) (createdNATSUser, uint64, error) {
		u, sequence, err := s.queries(ctx).NATSUser(ctx, id)
		return createdNATSUser{NATSUser: u, Seed: seed}, sequence, err
	})
	if err != nil {
		return nil, err
	}
	if late, ok := done.Body.(accepted); ok {
		done.Body = acceptedNATSUser{ID: late.ID, Sequence: late.Sequence, Seed: seed}
	}
	return done, nil
}

func (s *server) revokeNATSUser(ctx context.Context, in *named) (*deleted, error) {
	if s.NewNATSKey == nil {
		return nil, errExternalNATS
	}
	cmd := s.command(ctx, in.Commanding, hashOf(nil))
	out, err := s.changeNATSUser(ctx, cmd, nil, in.ID, natsuser.Revoke{})
	if err != nil {
		return nil, err
	}
	return gone(out), nil
}

// changeNATSUser carries a command out on one user and on the claim of its
// name.
func (s *server) changeNATSUser(ctx context.Context, cmd command, refused error, id string, command natsuser.Command) (outcome, error) {
	if !isID(id) {
		return outcome{}, errNotFound
	}
	locks := []eventstore.Ref{s.NATSUsers.Ref(id)}
	if create, ok := command.(natsuser.Create); ok {
		locks = append(s.nameLocks(natsuser.ClaimKind, create.Name), locks...)
	}
	return s.execute(ctx, cmd, refused, locks, func(ctx context.Context) ([]eventstore.Change, error) {
		before, err := s.NATSUsers.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		change, after, err := before.Decide(command)
		if err != nil || change.Empty() {
			return []eventstore.Change{change}, err
		}
		claims, err := s.claims(ctx, naming{kind: natsuser.ClaimKind, holder: id, from: nameOfUser(before.State), to: nameOfUser(after.State)})
		return append(claims, change), err
	})
}

func nameOfUser(u natsuser.State) string {
	if !u.Exists() {
		return ""
	}
	return u.Name
}
