package embedded

// What one message may weigh. MaxBody is the bound of the event store (design: 1 MiB a message body). The server counts headers
// into its max_payload, so its limit lies above by what the headers of an event and of an atomic batch may take.
const (
	MaxBody    = 1 << 20
	MaxPayload = MaxBody + 64<<10
)
