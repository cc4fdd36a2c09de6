package projections

import (
	"context"

	"github.com/jackc/pgx/v5"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/pattern"
	"domainflow/domain/persona"
	"domainflow/domain/pipeline"
	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/eventstore"
)

// Version is that of the whole set of read models. It grows with every change
// of a table or of what a writer writes; read models of another version are
// rebuilt when they are opened.
const Version = 5

// model is one read model: the events it needs decoded, and what it does with
// those of one transaction.
type model struct {
	category string
	events   []domain.Event
	write    func(context.Context, *change) error
}

// models in the order in which they see a transaction: campaigns come first,
// since results belong to the campaigns that exist.
var models = []model{
	{campaign.Category, campaign.Events, writeCampaigns},
	{campaign.Category, []domain.Event{campaign.NamesGenerated{}}, writeNames},
	{campaign.Category, []domain.Event{campaign.NamesResolved{}}, writeDNSResults},
	{campaign.Category, []domain.Event{campaign.PagesChecked{}}, writeHTTPResults},
	{pipeline.Category, pipeline.Events, writePipelines},
	{persona.Category, persona.Events, writePersonas},
	{keywordset.Category, keywordset.Events, writeKeywordSets},
	{pattern.Category, pattern.Events, writePatterns},
	{natsuser.Category, natsuser.Events, writeNATSUsers},
	{setting.Category, setting.Events, writeSettings},
	{user.Category, user.Events, writeUsers},
	{"", nil, writeEvents},
}

// handled are the names of all events that any model needs. Others are not
// even decoded: they only move the checkpoint.
var handled = func() map[string]bool {
	names := map[string]bool{}
	for _, m := range models {
		for _, e := range m.events {
			names[m.category+"."+e.EventType()] = true
		}
	}
	return names
}()

// decoded is one event of the log. Event is nil when no model needs it.
type decoded struct {
	eventstore.Recorded
	Event domain.Event
}

// change is one transaction: the events after the checkpoint, in log order,
// and what the models share of them.
type change struct {
	tx     pgx.Tx
	schema string
	events []decoded
	// campaigns are those that the events are about, by id, after all events.
	campaigns campaignSet
}

func (c *change) exec(ctx context.Context, sql string, args ...any) error {
	_, err := c.tx.Exec(ctx, qualify(sql, c.schema), cleanArgs(args)...)
	return err
}
