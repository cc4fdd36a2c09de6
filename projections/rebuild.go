package projections

import (
	"context"

	"domainflow/migrations"
)

// Rebuild makes the read models anew from the whole log, in a schema beside
// the active one, which answers queries until the new one has caught up.
// What the active one holds does not matter, so it also repairs ErrAheadOfLog
// and ErrOtherLog. A rebuild that breaks off changes nothing.
func Rebuild(ctx context.Context, config Config) error {
	config = config.withDefaults()
	if err := migrations.Up(ctx, config.Pool); err != nil {
		return err
	}
	return withSchemaLock(ctx, config.Pool, func() error {
		active, _, err := activeSchema(ctx, config.Pool)
		if err != nil {
			return err
		}
		return rebuild(ctx, config, active)
	})
}

// begin makes the first read models. They are empty, and filled while they
// answer.
func begin(ctx context.Context, config Config) error {
	first, err := schemaAfter("")
	if err != nil {
		return err
	}
	if err := createSchema(ctx, config.Pool, first, config.Log.Identity()); err != nil {
		return err
	}
	return activate(ctx, config.Pool, first, "")
}

// rebuild runs under the schema lock. active is "" when there is nothing yet.
func rebuild(ctx context.Context, config Config, active string) error {
	next, err := schemaAfter(active)
	if err != nil {
		return err
	}
	if err := createSchema(ctx, config.Pool, next, config.Log.Identity()); err != nil {
		return err
	}
	w := &writer{pool: config.Pool, schema: next, standby: true}
	for {
		last, _, err := config.Log.Last(ctx)
		if err != nil {
			return err
		}
		if w.position >= last {
			break
		}
		if err := fill(ctx, config.Log, w, last, func([]decoded, []string) {}); err != nil {
			return err
		}
	}
	return activate(ctx, config.Pool, next, active)
}
