package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"domainflow/domain/claim"
	"domainflow/domain/natsuser"
	"domainflow/handlers/natsusers"
	"domainflow/internal/embedded"
)

// natsUserCmd holds the verbs about programs outside. What they do is told to
// the log; a serve that runs hears of it there.
type natsUserCmd struct {
	Create natsUserCreateCmd `cmd:"" help:"Lets a program read the log. Prints what its client needs, the secret only this once."`
	List   natsUserListCmd   `cmd:"" help:"Who may read what."`
	Revoke natsUserRevokeCmd `cmd:"" help:"Cuts a program off and forgets its position in the log."`
}

var errExternalNATS = errors.New("nats-user is about the embedded NATS; who reads external servers is up to their operators, docs/nats.md says how")

type natsUserCreateCmd struct {
	logStorage
	Name     string   `help:"What to call it; unique." required:""`
	Subjects []string `help:"What it may read, with the wildcards of NATS; domainflow.> unless given." placeholder:"SUBJECT"`
}

func (c *natsUserCreateCmd) Run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withLog(ctx, stderr, func(a aggregates) error {
		seed, public, err := embedded.NewUserKey()
		if err != nil {
			return err
		}
		id := uuid.Must(uuid.NewV7()).String()
		user := natsuser.User{Name: c.Name, Subjects: c.Subjects, PublicKey: public}
		made, err := a.changeNATSUser(ctx, id, natsuser.Create{User: user})
		if err != nil {
			return err
		}
		printCredentials(stdout, id, seed, made.User)
		return nil
	})
}

// printCredentials writes a file that shells source and others read as
// variables.
func printCredentials(w io.Writer, id, seed string, u natsuser.User) {
	fmt.Fprintf(w, "# NATS user %q, id %s.\n", u.Name, id)
	fmt.Fprintln(w, "# Keep this: NATS_SEED is the secret and shown only this once.")
	fmt.Fprintln(w, "# NATS_URL is what serve --nats-listen prints.")
	fmt.Fprintf(w, "NATS_SEED=%s\n", seed)
	fmt.Fprintf(w, "NATS_PUBLIC_KEY=%s\n", u.PublicKey)
	fmt.Fprintf(w, "NATS_INBOX_PREFIX=%s\n", natsuser.InboxPrefix(id))
	fmt.Fprintf(w, "NATS_CONSUMER=%s\n", natsuser.Consumer(id))
	fmt.Fprintf(w, "NATS_SUBJECTS='%s'\n", strings.Join(u.Subjects, ","))
}

type natsUserListCmd struct{ logStorage }

func (c *natsUserListCmd) Run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withLog(ctx, stderr, func(a aggregates) error {
		users, _, err := natsusers.All(ctx, a.Store)
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "NAME\tID\tCREATED\tSUBJECTS")
		for _, u := range users {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", printable(u.Name), u.ID, u.CreatedAt.Format(time.RFC3339), strings.Join(u.Subjects, ","))
		}
		return table.Flush()
	})
}

type natsUserRevokeCmd struct {
	logStorage
	Name string `help:"Who." required:""`
}

func (c *natsUserRevokeCmd) Run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withLog(ctx, stderr, func(a aggregates) error {
		held, err := a.claims.Load(ctx, claim.ID(natsuser.ClaimKind, c.Name))
		if err != nil {
			return err
		}
		if held.State.Holder == "" {
			return fmt.Errorf("no NATS user is called %q", c.Name)
		}
		if _, err := a.changeNATSUser(ctx, held.State.Holder, natsuser.Revoke{}); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "NATS user %q is revoked, id %s\n", held.State.Name, held.State.Holder)
		return nil
	})
}
