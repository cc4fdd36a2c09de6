package rest

import (
	"context"
	"net/http"
	"time"

	"domainflow/domain"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/handlers/people"
)

type apiKeyBody struct {
	Name      string            `json:"name" minLength:"1" maxLength:"255"`
	Scopes    []user.Permission `json:"scopes" minItems:"1" doc:"Some of the permissions of the credential that asks"`
	ExpiresAt *time.Time        `json:"expiresAt,omitempty" doc:"In the future; it is valid for ever unless given"`
}

// anyPrefix stands for that of a key which is only made once it is known to be
// acceptable.
const anyPrefix = "aaaaaaaa"

func (s *server) createAPIKey(ctx context.Context, in *creating[apiKeyBody]) (*carried, error) {
	body, who := in.Body.Value, caller(ctx)
	var checks domain.Checks
	name := checks.Name("name", body.Name)
	cmd := s.command(ctx, in.Commanding, confidential(in.Commanding, in.Body.hash))
	create := user.CreateAPIKey{
		APIKey: user.APIKey{ID: cmd.newID("api_key"), Prefix: anyPrefix, Scopes: body.Scopes, ExpiresAt: body.ExpiresAt},
		Now:    cmd.meta.Time, By: who.Permissions,
	}
	key, refused := "", together(in.Body.refused, checks.Err())
	decide := func(ctx context.Context, before people.Loaded) ([]eventstore.Change, error) {
		changes, err := s.deciding(create)(ctx, before)
		if err := together(refused, err); err != nil || key != "" {
			return changes, err
		}
		prefix, made, err := s.Gate.Secrets.CreateAPIKey(ctx, create.ID, who.UserID, name)
		if err != nil {
			return nil, err
		}
		create.Prefix, key = prefix, made.Reveal()
		return s.deciding(create)(ctx, before)
	}
	out, err := s.once(ctx, cmd, func(ctx context.Context) (outcome, error) {
		return s.changePerson(ctx, cmd, refused, who.UserID, decide, nil)
	})
	if err != nil {
		return nil, err
	}
	return s.showKey(ctx, out, create.ID, key)
}

// showKey shows the key to the request that made it.
func (s *server) showKey(ctx context.Context, out outcome, id, key string) (*carried, error) {
	if out.replayed {
		key = ""
	}
	done, err := show(ctx, s, out, http.StatusCreated, apiKeysPath, id, func(ctx context.Context, id string) (createdAPIKey, uint64, error) {
		k, sequence, err := s.apiKey(ctx, id)
		return createdAPIKey{k, key}, sequence, err
	})
	if err != nil {
		return nil, err
	}
	if late, ok := done.Body.(accepted); ok {
		done.Body = acceptedAPIKey{ID: late.ID, Sequence: late.Sequence, Key: key}
	}
	return done, nil
}

func (s *server) revokeAPIKey(ctx context.Context, in *named) (*deleted, error) {
	cmd := s.command(ctx, in.Commanding, hashOf(nil))
	out, err := s.changePerson(ctx, cmd, nil, caller(ctx).UserID, s.deciding(user.RevokeAPIKey{ID: in.ID}), nil)
	if err != nil {
		return nil, err
	}
	return gone(out), nil
}
