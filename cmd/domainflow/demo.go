package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"strconv"

	"domainflow/internal/lab"
	"domainflow/internal/secrets"
)

// labNetwork is where the lab lives, and all that the demo may reach.
const labNetwork = "127.64.0.0/10"

type demoCmd struct {
	Names int `help:"How many names to generate; one in ten exists." default:"20000"`
}

// Run starts a small internet and the program, lets three campaigns follow
// each other live, and shows what they found. Nothing leaves this machine and
// nothing is kept.
func (c *demoCmd) Run(ctx context.Context, stdout, stderr io.Writer) error {
	world, err := lab.Start(lab.Config{Seed: 1})
	if err != nil {
		return err
	}
	defer world.Close()
	data, remove, err := tempData()
	if err != nil {
		return err
	}
	defer remove()
	fmt.Fprintln(stdout, "Starting a small internet in", labNetwork, "and DomainFlow beside it ...")
	program := serveCmd{storage: storage{logStorage: logStorage{Data: data}}, Listen: "127.0.0.1:0", AllowTarget: []string{labNetwork}}
	type place struct {
		address net.Addr
		setup   secrets.Token
	}
	listening := make(chan place, 1)
	program.listening = func(a net.Addr, setup secrets.Token) { listening <- place{a, setup} }
	running, stop := context.WithCancel(ctx)
	defer stop()
	stopped := make(chan error, 1)
	go func() { stopped <- program.Run(running, io.Discard, quiet{stderr}) }()
	var shown error
	select {
	case err := <-stopped:
		return err
	case at := <-listening:
		api := newClient(at.address.String())
		if shown = api.signUp(ctx, at.setup); shown == nil {
			shown = c.show(ctx, api, world, stdout)
		}
	}
	stop()
	if err := <-stopped; shown == nil {
		return err
	}
	return shown
}

// signUp makes somebody whom nobody else can be: the password goes with the
// program.
func (c *client) signUp(ctx context.Context, setup secrets.Token) error {
	const email = "demo@localhost"
	password := secrets.OneTimePassword().Reveal()
	if err := c.setUp(ctx, setup.Reveal(), email, password); err != nil {
		return err
	}
	return c.signIn(ctx, email, password)
}

// show runs the campaigns and prints what happens.
func (c *demoCmd) show(ctx context.Context, api *client, world *lab.Lab, stdout io.Writer) error {
	run, err := c.campaigns(ctx, api, world)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "Three campaigns of %d names, each following the one before:\n\n", c.Names)
	if err := api.watch(ctx, run, stdout); err != nil {
		return err
	}
	return api.table(ctx, run[len(run)-1].id, stdout)
}

// step is one campaign of the demo.
type step struct{ title, id string }

// campaigns creates the personas and the three campaigns, started at once.
func (c *demoCmd) campaigns(ctx context.Context, api *client, world *lab.Lab) ([]step, error) {
	unlimited := object{"rateLimitDps": 0, "maxInFlight": 1000}
	dns, err := api.create(ctx, "/personas/dns", object{"name": "Lab resolvers", "configDetails": unlimited.with(object{
		"resolvers":           []string{world.Resolver(lab.Clean).String(), world.Resolver(lab.Lossy).String()},
		"queryTimeoutSeconds": 1,
	})})
	if err != nil {
		return nil, err
	}
	http, err := api.create(ctx, "/personas/http", object{"name": "Plain client", "configDetails": unlimited.with(object{
		"userAgent": "DomainFlow demo", "requestTimeoutSeconds": 2,
	})})
	if err != nil {
		return nil, err
	}
	names, err := api.create(ctx, "/campaigns/generate", object{
		"name": "Names around lumen", "patternType": "prefix", "variableLength": 4, "constantString": "lumen", "tld": "test",
		"characterSet": "abcdefghijklmnopqrstuvwxyz", "numDomainsToGenerate": strconv.Itoa(c.Names), "autoStart": true,
	})
	if err != nil {
		return nil, err
	}
	resolved, err := api.create(ctx, "/campaigns/dns-validate", object{
		"name": "Which of them exist", "sourceCampaignId": names, "personaIds": []string{dns}, "retryAttempts": 3, "autoStart": true,
	})
	if err != nil {
		return nil, err
	}
	checked, err := api.create(ctx, "/campaigns/http-keyword-validate", object{
		"name": "Which of those matter", "sourceCampaignId": resolved, "personaIds": []string{http},
		"adHocKeywords": append(lab.DefaultKeywords(), lab.Latin1Keyword), "targetHttpPorts": []uint16{world.HTTPPort()}, "autoStart": true,
	})
	return []step{{"generate", names}, {"resolve", resolved}, {"fetch", checked}}, err
}
