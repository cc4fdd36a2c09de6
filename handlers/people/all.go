package people

import (
	"context"

	"domainflow/domain/user"
	"domainflow/eventstore"
)

// All reads everybody from the log, by id, as they are now. Those who were
// deleted are left out.
func All(ctx context.Context, log *eventstore.Store) (map[string]user.State, error) {
	everybody := map[string]user.State{}
	filter := eventstore.Filter{Subjects: []eventstore.Pattern{eventstore.LifecycleFilter(user.Category)}}
	_, err := log.FollowToHead(ctx, filter, func(r eventstore.Recorded) error {
		event, err := r.Decode()
		if e, ok := event.(user.Event); ok {
			everybody[r.Ref.ID] = user.Decider.Evolve(everybody[r.Ref.ID], e)
		}
		if !everybody[r.Ref.ID].Exists() {
			delete(everybody, r.Ref.ID)
		}
		return err
	})
	return everybody, err
}
