package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"go.yaml.in/yaml/v3"

	"domainflow/domain/user"
)

// cli is the one list of verbs and flags. Each flag is also
// DOMAINFLOW_<FLAG> in the environment and a key in the file that --config
// names; a flag on the command line wins over the environment, which wins
// over the file.
type cli struct {
	Config string `help:"File with settings, one key a flag (YAML)." type:"existingfile" placeholder:"FILE"`

	Serve    serveCmd    `cmd:"" help:"Everything in one process: API, live feed, processors, read models."`
	Worker   workerCmd   `cmd:"" help:"More processing capacity, for the serve on the same NATS servers."`
	User     userCmd     `cmd:"" help:"People: who may sign in, and what they may do."`
	NATSUser natsUserCmd `cmd:"" name:"nats-user" help:"Programs outside that read the log over NATS."`
	Secrets  secretsCmd  `cmd:"" help:"The master key, which passwords are sealed with."`
	Replay   replayCmd   `cmd:"" help:"Prints the events of the log, or a campaign as it was at a moment."`
	Check    checkCmd    `cmd:"" help:"Verifies the log, and that the read models say what it says; prints a digest to compare later."`
	Rebuild  rebuildCmd  `cmd:"" help:"Builds the read models again from the log, beside a running serve or without one."`
	Migrate  migrateCmd  `cmd:"" help:"Brings the database to the version of this program."`
	Demo     demoCmd     `cmd:"" help:"A small internet on loopback and three campaigns through it, in a minute."`
	Openapi  openapiCmd  `cmd:"" name:"openapi" help:"Prints the OpenAPI document of the API."`
	Version  versionCmd  `cmd:"" help:"Version, commit and build time."`
}

// logStorage says where the log is.
type logStorage struct {
	Data    string `help:"Directory of the embedded servers." default:"./data"`
	NATSURL string `name:"nats-url" help:"External NATS servers instead of the embedded one." placeholder:"URL"`
}

// databaseStorage says where the read models are.
type databaseStorage struct {
	PostgresURL string `name:"postgres-url" help:"External Postgres instead of the embedded one." placeholder:"URL"`
}

// storage says where both are.
type storage struct {
	logStorage
	databaseStorage

	// relaxed is about an embedded server that is started here.
	relaxed bool
	// natsListen is where that server lets its users in; "" nowhere.
	natsListen string
	// natsTLS is how; nil in the clear.
	natsTLS *tls.Config
	// only is the part a verb needs, both when empty.
	only part
	// patient waits for external servers that do not answer yet.
	patient bool
}

// part is one of the two servers.
type part string

const (
	theLog      part = "log"
	theDatabase part = "database"
)

// external says that nothing of the data directory is used.
func (s storage) external() bool {
	return (s.NATSURL != "" || s.only == theDatabase) && (s.PostgresURL != "" || s.only == theLog)
}

// verb is what a command line asks for.
type verb interface {
	Run(ctx context.Context, stdout, stderr io.Writer) error
}

// errHelp ends a command line that asked for help, which kong has printed.
type errHelp struct{ code int }

func (e errHelp) Error() string { return fmt.Sprintf("exit %d", e.code) }

const envPrefix = "DOMAINFLOW_"

// parse reads flags, environment and file, and refuses what none of them
// knows. It returns nil when it has printed help.
func parse(args, environ []string, stdout io.Writer) (v verb, err error) {
	defer func() {
		if exit, ok := recover().(errHelp); ok && exit.code == 0 {
			v, err = nil, nil
		}
	}()
	var c cli
	parser, err := kong.New(&c, kong.Name("domainflow"), kong.Writers(stdout, stdout),
		kong.Description("Which names exist around a word, and which of them show content that matters."),
		kong.Vars{"roles": joined(user.Roles)},
		kong.ValueFormatter(describe), kong.Exit(func(code int) { panic(errHelp{code}) }))
	if err != nil {
		return nil, err
	}
	if err := checkEnvironment(parser.Model, environ); err != nil {
		return nil, err
	}
	settings, err := readSettings(parser.Model, configPath(args, environ))
	if err != nil {
		return nil, err
	}
	if err := kong.Resolvers(settings, fromEnvironment(environ)).Apply(parser); err != nil {
		return nil, err
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return nil, err
	}
	v, ok := parsed.Selected().Target.Addr().Interface().(verb)
	if !ok {
		return nil, errors.New("name a verb; see --help")
	}
	if k, ok := v.(keyed); ok {
		k.takeMasterKey(environ)
	}
	return v, nil
}

// describe adds the variable of a flag to its help.
func describe(value *kong.Value) string {
	if value.Flag == nil || value.Name == "help" {
		return value.Help
	}
	return fmt.Sprintf("%s ($%s)", value.Help, envName(value.Name))
}

func envName(flag string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// allFlags are those of a verb and of the verbs below it.
func allFlags(node *kong.Node) []*kong.Flag {
	flags := slices.Clone(node.Flags)
	for _, child := range node.Children {
		flags = append(flags, allFlags(child)...)
	}
	return flags
}

// checkEnvironment refuses variables with our prefix that no flag has: a
// misspelt setting would silently have no effect.
func checkEnvironment(app *kong.Application, environ []string) error {
	known := map[string]bool{masterKeyVariable: true}
	for _, flag := range allFlags(app.Node) {
		known[envName(flag.Name)] = true
	}
	for _, entry := range environ {
		name, _, _ := strings.Cut(entry, "=")
		// Tests have variables of their own.
		if strings.HasPrefix(name, envPrefix) && !strings.HasPrefix(name, envPrefix+"TEST_") && !known[name] {
			return fmt.Errorf("environment: %s is no setting", name)
		}
	}
	return nil
}

// fromEnvironment finds flags in the environment. It does not use kong's own
// variables, which a file would win over.
func fromEnvironment(environ []string) kong.Resolver {
	values := map[string]string{}
	for _, entry := range environ {
		name, value, _ := strings.Cut(entry, "=")
		values[name] = value
	}
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		if value, ok := values[envName(flag.Name)]; ok {
			return value, nil
		}
		return nil, nil
	})
}

// readSettings reads a config file, "" for none.
func readSettings(app *kong.Application, path string) (kong.Resolver, error) {
	values := map[string]any{}
	if path != "" {
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("config file: %w", err)
		}
		if err := yaml.Unmarshal(content, &values); err != nil {
			return nil, fmt.Errorf("config file %s: %w", path, err)
		}
	}
	known := map[string]bool{}
	for _, flag := range allFlags(app.Node) {
		known[flag.Name] = flag.Name != "help" && flag.Name != "config"
	}
	for key := range values {
		if !known[key] {
			return nil, fmt.Errorf("config file %s: %s is no setting", path, key)
		}
	}
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		return values[flag.Name], nil
	}), nil
}

func configPath(args, environ []string) string {
	for i, arg := range args {
		if value, ok := strings.CutPrefix(arg, "--config="); ok {
			return value
		}
		if arg == "--config" && i+1 < len(args) {
			return args[i+1]
		}
	}
	for _, entry := range environ {
		if value, ok := strings.CutPrefix(entry, envName("config")+"="); ok {
			return value
		}
	}
	return ""
}

// prefixes reads --allow-target: addresses and CIDR ranges.
func prefixes(targets []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, t := range targets {
		if addr, err := netip.ParseAddr(t); err == nil {
			out = append(out, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		prefix, err := netip.ParsePrefix(t)
		if err != nil {
			return nil, fmt.Errorf("--allow-target %q is neither an address nor a range like 10.0.0.0/8", t)
		}
		out = append(out, prefix.Masked())
	}
	return out, nil
}
