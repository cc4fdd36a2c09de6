package user

// RevokeSessions: sessions of a person were ended, the one named or all. It
// always happens anew: which there are is not known here.
type RevokeSessions struct{ Session string }

// SessionsRevoked ends sessions.
type SessionsRevoked struct {
	// SessionID names the only one; without it all were ended.
	SessionID string `json:"sessionId,omitempty"`
}

func (SessionsRevoked) EventType() string { return "sessions_revoked" }

func (SessionsRevoked) evolve(s State) State { return s }

func (c RevokeSessions) decide(s State) ([]Event, error) {
	if !s.Exists() {
		return nil, notFound()
	}
	return []Event{SessionsRevoked{SessionID: c.Session}}, nil
}
