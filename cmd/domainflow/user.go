package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/google/uuid"

	"domainflow/domain/user"
	"domainflow/handlers/people"
	"domainflow/internal/secrets"
)

// userCmd holds the verbs about people. A serve that runs hears of what they do
// in the log.
type userCmd struct {
	Create   userCreateCmd   `cmd:"" help:"Makes somebody who may sign in."`
	Password userPasswordCmd `cmd:"" help:"Replaces a password that was lost. It must be changed at the next login, and all sessions end."`
	List     userListCmd     `cmd:"" help:"Who there is."`
}

// passwordHelp is how a password comes in: never as an argument, which others
// on this machine could read.
const passwordHelp = "The password is read from stdin, or asked for at a terminal."

type userCreateCmd struct {
	storage
	masterKey
	Email     string `help:"What they sign in with; unique." required:""`
	Role      string `help:"What they may do: ${enum}." enum:"${roles}" required:""`
	FirstName string
	LastName  string
}

// Help is shown below that of the verb.
func (userCreateCmd) Help() string { return passwordHelp }

// Run keeps the row first and the event second: without it, the row is nobody.
func (c *userCreateCmd) Run(ctx context.Context, stdout, stderr io.Writer) error {
	if !secrets.ValidEmail(c.Email) {
		return fmt.Errorf("--email %q is no e-mail address", c.Email)
	}
	password, err := readPassword(ctx, os.Stdin, stderr)
	if err != nil {
		return err
	}
	return c.withAccounts(ctx, stderr, &c.masterKey, func(a accounts) error {
		if err := c.checkFirst(ctx, a); err != nil {
			return err
		}
		id := uuid.Must(uuid.NewV7()).String()
		row := secrets.NewAccount{ID: id, Email: c.Email, FirstName: c.FirstName, LastName: c.LastName, Password: password.Reveal()}
		if err := a.secrets.CreateAccount(ctx, row, a.users.Exists); err != nil {
			if errors.Is(err, secrets.ErrEmailTaken) {
				return fmt.Errorf("--email: somebody has the address %q already", c.Email)
			}
			return err
		}
		if err := a.change(ctx, id, user.Create{Roles: []user.Role{user.Role(c.Role)}, By: user.All}); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "User %q is a %s, id %s\n", c.Email, c.Role, id)
		return nil
	})
}

// checkFirst: with the first user the setup token is gone, so one who may not
// create others would leave nobody who may.
func (c *userCreateCmd) checkFirst(ctx context.Context, a accounts) error {
	everybody, err := people.All(ctx, a.log)
	if err == nil && len(everybody) == 0 && user.Role(c.Role) != user.SuperAdmin {
		return fmt.Errorf("--role %s: the first user must be a %s", c.Role, user.SuperAdmin)
	}
	return err
}

type userPasswordCmd struct {
	storage
	masterKey
	Email string `help:"Whose." required:""`
}

// Help is shown below that of the verb.
func (userPasswordCmd) Help() string { return passwordHelp }

func (c *userPasswordCmd) Run(ctx context.Context, stdout, stderr io.Writer) error {
	password, err := readPassword(ctx, os.Stdin, stderr)
	if err != nil {
		return err
	}
	return c.withAccounts(ctx, stderr, &c.masterKey, func(a accounts) error {
		account, err := a.byEmail(ctx, c.Email)
		if err != nil {
			return err
		}
		if err := a.secrets.SetPassword(ctx, account.ID, password.Reveal()); err != nil {
			return err
		}
		if err := a.change(ctx, account.ID, user.ResetPassword{By: user.All}); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "User %q has a new password, to be changed at the next login\n", account.Email)
		return nil
	})
}

type userListCmd struct{ storage }

func (c *userListCmd) Run(ctx context.Context, stdout, stderr io.Writer) error {
	return c.withAccounts(ctx, stderr, nil, func(a accounts) error {
		everybody, err := people.All(ctx, a.log)
		if err != nil {
			return err
		}
		var ids []string
		for id := range everybody {
			ids = append(ids, id)
		}
		rows, err := a.secrets.Accounts(ctx, ids, "")
		if err != nil {
			return err
		}
		table := tabwriter.NewWriter(stdout, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, "EMAIL\tNAME\tROLES\tACTIVE\tID\tLAST LOGIN")
		for _, r := range rows {
			name := strings.TrimSpace(r.FirstName + " " + r.LastName)
			fmt.Fprintf(table, "%s\t%s\t%s\t%t\t%s\t%s\n", printable(r.Email), printable(name), joined(everybody[r.ID].Roles),
				everybody[r.ID].Active, r.ID, lastLogin(r.LastLoginAt))
		}
		return table.Flush()
	})
}

func joined(roles []user.Role) string {
	var words []string
	for r := range slices.Values(roles) {
		words = append(words, string(r))
	}
	return strings.Join(words, ",")
}

func lastLogin(at *time.Time) string {
	if at == nil {
		return "never"
	}
	return at.Format(time.RFC3339)
}
