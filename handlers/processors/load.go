package processors

import "context"

// Load is what a step has to do, of all processes together.
type Load struct {
	Step Step
	// Waiting units are in the queue, InProgress ones with a worker.
	Waiting, InProgress int
}

// Load asks the queue. Units that are not put out yet are not in it.
func (w *Workers) Load(ctx context.Context) ([]Load, error) {
	var loads []Load
	for _, step := range []Step{Generate, Resolve, Fetch} {
		consumer, err := w.queue.consumer(ctx, step, w.timing.ackWait)
		if err != nil {
			return nil, err
		}
		info, err := consumer.Info(ctx)
		if err != nil {
			return nil, err
		}
		loads = append(loads, Load{step, int(info.NumPending), info.NumAckPending})
	}
	return loads, nil
}
