package embedded

import (
	"slices"

	"github.com/nats-io/nats-server/v2/server"
)

// Every user has an account of their own. Permissions alone would not keep them from writing: nobody checks the reply subject of what they may
// publish, and JetStream answers there with all rights. In our account an acknowledgement that wants its answer on
// $JS.API.STREAM.DELETE.EVENTS deletes the log, and one on append.domainflow.x stores an event (both seen with 2.15.2). In an account of
// their own nobody else listens for their answers, and nothing leads out of it but the imports below.

// request is a subject that users may publish to, and how many answers it gets.
type request struct {
	subject string
	answers server.ServiceRespType
}

// requests reach one consumer and nothing else. RESET sets its position to a sequence, {"seq":n}, or to after its last acknowledgement
// (nats-server 2.14 and later; not for consumers that begin at the end, consumer.go resetStartingSeq). Acknowledgements have the format
// $JS.ACK.<stream>.<consumer>...; the newer one, $JS.ACK.<domain>.<account>.<stream>.<consumer>..., is off in 2.15.2 (feature flag
// js_ack_fc_v2, consumer.go ackReply), and nobody may send it.
func requests(consumer string) []request {
	const api = "$JS.API.CONSUMER."
	own := "." + eventsStream + "." + consumer
	return []request{
		{api + "INFO" + own, server.Singleton},
		{api + "RESET" + own, server.Singleton},
		{api + "MSG.NEXT" + own, server.Streamed},
		{"$JS.ACK" + own + ".>", server.Streamed}, // an acknowledgement may ask for the next messages
	}
}

// exportEvents opens to other accounts what users may need of ours.
func exportEvents(ours *server.Account) error {
	for _, r := range requests("*") {
		if err := ours.AddServiceExportWithResponse(r.subject, r.answers, nil); err != nil {
			return err
		}
	}
	return ours.AddStreamExport(storedPrefix+">", nil)
}

// importEvents lets account reach one consumer and hear what is stored.
func importEvents(account, ours *server.Account, consumer string) error {
	for _, r := range requests(consumer) {
		if err := account.AddServiceImport(ours, r.subject, ""); err != nil {
			return err
		}
	}
	return account.AddStreamImport(ours, storedPrefix+">", "")
}

// permissions are all that a user may do.
func permissions(u User) *server.Permissions {
	may := &server.Permissions{
		Publish:   &server.SubjectPermission{},
		Subscribe: &server.SubjectPermission{Allow: append(slices.Clone(u.Subjects), "_INBOX_"+u.ID+".>")},
	}
	for _, r := range requests(u.Consumer) {
		may.Publish.Allow = append(may.Publish.Allow, r.subject)
	}
	return may
}

// ownPermissions are those of this process: all but to change what is stored for good. EVENTS is altered by the keeper only, since a limit
// that is set on it deletes messages, too.
func ownPermissions() *server.Permissions {
	var forbidden []string
	for _, stream := range []string{eventsStream, accessStream} {
		for _, request := range []string{"DELETE", "PURGE", "MSG.DELETE", "UPDATE", "RESTORE"} {
			forbidden = append(forbidden, "$JS.API.STREAM."+request+"."+stream)
		}
	}
	return &server.Permissions{Publish: &server.SubjectPermission{Deny: forbidden}}
}
