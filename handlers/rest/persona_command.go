package rest

import (
	"context"
	"net/http"

	"domainflow/domain/persona"
	"domainflow/eventstore"
	"domainflow/projections"
)

// PersonaBody is the body of a persona; D is the details of its type. It is
// exported as Reading is.
type PersonaBody[D any] struct {
	Name          string `json:"name" minLength:"1" maxLength:"255" doc:"Unique among the personas of the type"`
	Description   string `json:"description,omitempty" maxLength:"2000"`
	IsEnabled     *bool  `json:"isEnabled,omitempty" doc:"true unless given; a disabled one is not used by new runs"`
	ConfigDetails *D     `json:"configDetails" required:"true"`
}

type personaUpdate[D any] struct {
	PersonaBody[D]
	ExpectedVersion *uint64 `json:"expectedVersion,omitempty" doc:"Refuse with 409 STALE_VERSION unless this is the version"`
}

// personas are the operations on one type of persona.
type personas[D any] struct {
	*server
	kind    persona.Type
	path    string
	details func(*D) persona.Input
}

func (p personas[D]) input(body PersonaBody[D]) persona.Input {
	in := persona.Input{}
	if body.ConfigDetails != nil {
		in = p.details(body.ConfigDetails)
	}
	in.Name, in.Description, in.IsEnabled = body.Name, body.Description, or(body.IsEnabled, true)
	return in
}

func (p personas[D]) get(ctx context.Context, in *byID) (*answer[projections.Persona], error) {
	found, err := p.getPersona(ctx, in)
	if err == nil && found.Body.PersonaType != p.kind {
		return nil, errNotFound
	}
	return found, err
}

type loadedPersona = eventstore.Loaded[persona.State, persona.Command, persona.Event]

func (p personas[D]) create(ctx context.Context, in *creating[PersonaBody[D]]) (*carried, error) {
	cmd := p.command(ctx, in.Commanding, in.Body.hash)
	input, id := p.input(in.Body.Value), cmd.newID("persona")
	refused := together(in.Body.refused, checkResolvers(input.DNS, p.Allow))
	out, err := p.change(ctx, cmd, refused, id, input.Name, func(uint64) (persona.Command, error) {
		return persona.Create{Type: p.kind, Input: input}, nil
	})
	if err != nil {
		return nil, err
	}
	return show(ctx, p.server, out, http.StatusCreated, p.path, id, p.Queries.Persona)
}

func (p personas[D]) update(ctx context.Context, in *updating[personaUpdate[D]]) (*carried, error) {
	cmd := p.command(ctx, in.Commanding, in.Body.hash)
	input := p.input(in.Body.Value.PersonaBody)
	refused := together(in.Body.refused, checkResolvers(input.DNS, p.Allow))
	out, err := p.change(ctx, cmd, refused, in.ID, input.Name, func(sequence uint64) (persona.Command, error) {
		return persona.Update{Type: p.kind, Input: input}, current(in.Body.Value.ExpectedVersion, sequence)
	})
	if err != nil {
		return nil, err
	}
	return show(ctx, p.server, out, http.StatusOK, p.path, in.ID, p.Queries.Persona)
}

func (p personas[D]) delete(ctx context.Context, in *named) (*deleted, error) {
	out, err := p.change(ctx, p.command(ctx, in.Commanding, hashOf(nil)), nil, in.ID, "", func(uint64) (persona.Command, error) {
		return persona.Delete{Type: p.kind}, nil
	})
	if err != nil {
		return nil, err
	}
	return gone(out), nil
}

// change carries a command out on one persona and on the claims of its name.
// The command may come with an objection to the state.
func (p personas[D]) change(
	ctx context.Context, cmd command, refused error, id, name string, command func(uint64) (persona.Command, error),
) (outcome, error) {
	if !isID(id) {
		return outcome{}, errNotFound
	}
	kind := persona.ClaimKind(p.kind)
	locks := append(p.nameLocks(kind, name), p.Personas.Ref(id))
	return p.execute(ctx, cmd, refused, locks, func(ctx context.Context) ([]eventstore.Change, error) {
		before, err := p.Personas.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		wanted, objection := command(before.Sequence)
		change, after, err := before.Decide(wanted)
		if err := together(err, objection); err != nil || change.Empty() {
			return []eventstore.Change{change}, err
		}
		claims, err := p.claims(ctx, naming{kind: kind, holder: id, from: nameOf(before), to: nameOf(after)})
		return append(claims, change), err
	})
}

func nameOf(p loadedPersona) string {
	if !p.State.Exists() {
		return ""
	}
	return p.State.Name
}
