package user

// ChangePassword: a person has replaced their own password. It always happens
// anew: the password is not here, so nobody can see that it is the same.
type ChangePassword struct{}

// ResetPassword: somebody else has replaced it, and knows the new one until it
// is changed. So they could do all that the person may.
type ResetPassword struct{ By Set }

// PasswordChanged ends all sessions of a person, except the one in which they
// have changed it themselves.
type PasswordChanged struct {
	MustChangePassword bool `json:"mustChangePassword,omitempty"`
}

func (PasswordChanged) EventType() string { return "password_changed" }

func (e PasswordChanged) evolve(s State) State {
	s.MustChangePassword = e.MustChangePassword
	return s
}

func (ChangePassword) decide(s State) ([]Event, error) {
	if !s.Exists() {
		return nil, notFound()
	}
	return []Event{PasswordChanged{}}, nil
}

func (c ResetPassword) decide(s State) ([]Event, error) {
	if !s.Exists() {
		return nil, notFound()
	}
	if err := within(c.By, Permissions(s.Roles...)); err != nil {
		return nil, err
	}
	return []Event{PasswordChanged{MustChangePassword: true}}, nil
}
