package projections

// Scope is what somebody may see. The zero Scope sees what belongs to nobody,
// so personas and keyword sets, but no campaign.
type Scope struct {
	// Owner sees the campaigns and pipelines of this user.
	Owner string
	// AllCampaigns: those of others, too.
	AllCampaigns bool
	// AllEvents: every event. Else only those of campaigns and pipelines that
	// the scope shows, while they exist.
	AllEvents bool
}

// For are the same queries, which answer as if there were nothing but what a
// scope shows. Those of [Projector.Queries] show everything.
func (q *Queries) For(s Scope) *Queries {
	return &Queries{pool: q.pool, rates: q.rates, active: q.active, scope: s}
}

// seen keeps the rows whose owner the scope shows. Conditions on a campaign
// that another one follows are not for it: a follower is as it is, whoever sees
// its source.
func (s Scope) seen(w *where, owner string) {
	if !s.AllCampaigns {
		w.and(owner+" = %s", s.Owner)
	}
}

// seenEvents keeps the events that the scope shows.
func (s Scope) seenEvents(w *where) {
	if s.AllEvents {
		return
	}
	campaigns := where{args: w.args}
	s.seen(&campaigns, "owner_id")
	pipelines := where{args: campaigns.args}
	s.seen(&pipelines, "owner_id")
	w.args = pipelines.args
	w.and("(category = 'campaign' AND aggregate_id IN (SELECT id FROM read.campaigns WHERE " + campaigns.String() + ")" +
		" OR category = 'pipeline' AND aggregate_id IN (SELECT id FROM read.pipelines WHERE " + pipelines.String() + "))")
}
