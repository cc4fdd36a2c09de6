package projections

import "context"

// writeEvents writes one row for every event, known or not.
func writeEvents(ctx context.Context, c *change) error {
	rows := newCopyRows("events", 12, `sequence, stored_at, id, command_id, is_result, category, aggregate_id, event_type, actor_id,
		actor_kind, correlation_id, causation_id`)
	for _, e := range c.events {
		rows.row()
		rows.bigint(int64(e.Sequence))
		rows.timestamp(e.StoredAt)
		rows.uuid(e.ID)
		rows.uuid(e.CommandID.String())
		rows.boolean(e.Part != nil)
		rows.text(e.Ref.Category)
		rows.text(e.Ref.ID)
		rows.text(e.Type)
		rows.text(e.Actor.ID)
		rows.text(e.Actor.Kind)
		rows.text(e.CorrelationID)
		rows.text(e.CausationID)
	}
	return c.copy(ctx, rows)
}
