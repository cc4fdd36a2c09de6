package embedded

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// ask returns the one text that a query answers.
func ask(ctx context.Context, dsn, sql string) (answer string, err error) {
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return "", err
	}
	defer conn.Close(ctx) //nolint:errcheck // its work is done
	return answer, conn.QueryRow(ctx, sql).Scan(&answer)
}
