package embedded

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/nats-io/nats.go/jetstream"
)

// roles are what this test binary does as a child of a test, to be killed or signalled: TestMain runs one instead of the tests.
var roles = map[string]func(dir string) error{
	"wait": roleWait, "nats-signal": roleSignal, "nats-publish": rolePublish, "postgres-wait": rolePostgresWait, "postgres-once": rolePostgresOnce,
}

const roleVariable, dirVariable = "DOMAINFLOW_EMBEDDED_ROLE", "DOMAINFLOW_EMBEDDED_DIR"

// say tells the parent; a child that nobody hears ends.
func say(words ...any) {
	if _, err := fmt.Fprintln(os.Stdout, words...); err != nil {
		os.Exit(1)
	}
}

func roleWait(string) error {
	say("ready")
	_, err := os.Stdin.Read(make([]byte, 1)) // ends with the pipe, or by a kill
	return err
}

// roleSignal proves that SIGINT reaches our handler and that nothing else reacts to it.
func roleSignal(dir string) error {
	n, err := StartNATS(NATSConfig{Dir: dir, Logger: quiet()})
	if err != nil {
		return err
	}
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, syscall.SIGINT)
	say("ready")
	<-caught
	if err := n.Health(context.Background()); err != nil {
		return err
	}
	say("caught")
	return n.Shutdown(context.Background())
}

// rolePublish prints the sequence of each message after its acknowledgement, until killed.
func rolePublish(dir string) error {
	n, err := StartNATS(NATSConfig{Dir: dir, Logger: quiet()})
	if err != nil {
		return err
	}
	nc, err := n.Connect()
	if err != nil {
		return err
	}
	js, err := jetstream.New(nc)
	if err != nil {
		return err
	}
	ctx := context.Background()
	if _, err := js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: "S", Subjects: []string{"s.>"}}); err != nil {
		return err
	}
	for i := 0; ; i++ {
		ack, err := js.Publish(ctx, "s.a", fmt.Appendf(nil, "%d", i))
		if err != nil {
			return err
		}
		say("acked", ack.Sequence)
	}
}

// rolePostgresWait prints the address of the server and waits to be killed.
func rolePostgresWait(dir string) error {
	p, err := StartPostgres(context.Background(), PostgresConfig{Dir: dir, Logger: quiet()})
	if err != nil {
		return err
	}
	say("ready", p.DSN())
	_, err = os.Stdin.Read(make([]byte, 1)) // ends with the pipe, or by a kill
	return err
}

// rolePostgresOnce starts, asks and stops.
func rolePostgresOnce(dir string) error {
	ctx := context.Background()
	p, err := StartPostgres(ctx, PostgresConfig{Dir: dir, Logger: quiet()})
	if err != nil {
		return err
	}
	user, err := ask(ctx, p.DSN(), "SELECT current_setting('is_superuser')")
	if err != nil {
		return err
	}
	say("superuser", user)
	return p.Stop(ctx)
}
