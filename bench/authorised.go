package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"path/filepath"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"golang.org/x/sync/errgroup"

	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/handlers/people"
	"domainflow/handlers/rest"
	"domainflow/internal/secrets"
	"domainflow/projections"
)

// askers ask at once.
const askers = 4

// asking gets one campaign again and again, as its owner, with an access token.
// The limit is the same GET, through the same middleware and to the same query,
// for anybody: no credential is read, no permission looked up, no owner compared.
func asking(n int) func(context.Context, *rig) (sides, error) {
	return func(ctx context.Context, r *rig) (sides, error) {
		a, err := r.aggregates(ctx)
		if err != nil {
			return sides{}, err
		}
		p, err := r.projector(ctx, a.Store)
		if err != nil {
			return sides{}, err
		}
		gate, owner, token, err := r.somebody(ctx)
		if err != nil {
			return sides{}, err
		}
		id, create := uuid.NewString(), generation(1)
		create.OwnerID = owner
		_, out, err := a.Campaigns.Do(ctx, meta(), id, create)
		if err != nil {
			return sides{}, err
		}
		if err := p.Await(ctx, out.Sequence); err != nil {
			return sides{}, err
		}
		none := setting.Defaults()
		none.RateLimit.RequestsPerMinute = 0
		api := rest.New(rest.Config{
			ReadModels: p, Queries: p.Queries(), Gate: gate, CurrentSettings: func() setting.Settings { return none },
			Clock: time.Now, Log: slog.New(slog.DiscardHandler),
		})
		open(api, p.Queries())
		address, err := r.serve(ctx, api)
		return sides{
			ours:  func() (int, error) { return n, get(ctx, n, "http://"+address+"/api/v2/campaigns/"+id, token) },
			limit: func() (int, error) { return n, get(ctx, n, "http://"+address+openPath+"/"+id, "") },
		}, err
	}
}

// somebody is a user who has signed in.
func (r *rig) somebody(ctx context.Context) (gate people.Gate, id, token string, err error) {
	cheap := secrets.Cost{Memory: 64, Passes: 1, Lanes: 1}
	gate = people.Gate{
		Secrets:   secrets.New(r.pool, secrets.NewHasher(cheap, 1, 1), time.Now, secrets.DefaultSettings),
		Directory: user.NewDirectory(), Now: time.Now,
	}
	if _, err := gate.Secrets.Unlock(ctx, secrets.MasterSource{File: filepath.Join(r.dir, "master.key")}); err != nil {
		return gate, "", "", err
	}
	id = uuid.NewString()
	gate.Directory.Apply(1, id, user.Created{Roles: []user.Role{user.Member}})
	const email, password = "ada@example.test", "an unusual sentence"
	err = gate.Secrets.CreateAccount(ctx, secrets.NewAccount{ID: id, Email: email, FirstName: "Ada", LastName: "Test", Password: password},
		func(context.Context, string) (bool, error) { return false, nil })
	if err != nil {
		return gate, "", "", err
	}
	verified, err := gate.Secrets.Verify(ctx, email, password)
	if err != nil {
		return gate, "", "", err
	}
	grant, err := gate.Secrets.StartSession(ctx, verified, secrets.Client{})
	return gate, id, grant.Access.Reveal(), err
}

const openPath = "/open/campaigns"

// open is the route without authorisation.
func open(e *echo.Echo, queries *projections.Queries) {
	config := huma.DefaultConfig("bench", "1")
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil
	type input struct {
		rest.Reading
		ID      string `path:"id"`
		AsOf    string `query:"asOf" maxLength:"64"`
		Include string `query:"include" enum:"snapshot"`
	}
	type output struct {
		EventSequence uint64 `header:"Event-Sequence"`
		Body          projections.Campaign
	}
	huma.Register(humaecho.New(e, config), huma.Operation{
		OperationID: "get", Method: http.MethodGet, Path: openPath + "/{id}", RejectUnknownQueryParameters: true,
	}, func(ctx context.Context, in *input) (*output, error) {
		found, sequence, err := queries.Campaign(ctx, in.ID)
		return &output{sequence, found}, err
	})
}

// get asks n times and reads every answer to its end.
func get(ctx context.Context, n int, address, token string) error {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: askers}}
	defer client.CloseIdleConnections()
	group, ctx := errgroup.WithContext(ctx)
	for range askers {
		group.Go(func() error {
			for range n / askers {
				if err := getOnce(ctx, client, address, token); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return group.Wait()
}

func getOnce(ctx context.Context, client *http.Client, address, token string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return err
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return err
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("GET %s: %s", address, response.Status)
	}
	return nil
}
