package campaign

// CodeUploadIncomplete: the upload of a list broke off.
const CodeUploadIncomplete = "UPLOAD_INCOMPLETE"

// Fail ends a campaign that cannot go on: a list whose upload broke off. Only
// the system sends it. What was recorded stays.
type Fail struct{ ErrorCode, ErrorMessage string }

// Failed ends a campaign that could not go on.
type Failed struct {
	// ErrorCode is for programs: UPLOAD_INCOMPLETE.
	ErrorCode    string `json:"errorCode"`
	ErrorMessage string `json:"errorMessage"`
}

func (Failed) EventType() string { return "failed" }

func (e Failed) evolve(s State) State {
	s.Status, s.ErrorCode = StatusFailed, e.ErrorCode
	return s
}

func (c Fail) decide(s State) ([]Event, error) {
	if s.Exists() && s.Status == StatusFailed && s.ErrorCode == c.ErrorCode {
		return nil, nil
	}
	if err := inStatus(s, "failed", StatusRunning); err != nil {
		return nil, err
	}
	return []Event{Failed(c)}, nil
}
