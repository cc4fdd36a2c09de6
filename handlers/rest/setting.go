package rest

import (
	"context"
	"net/http"
	"reflect"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain/setting"
	"domainflow/domain/user"
	"domainflow/eventstore"
	"domainflow/projections"
)

const configPath = base + "/config"

func (s *server) settingRoutes() {
	handle(s, access(user.SystemConfig), huma.Operation{
		OperationID: "get-config", Method: http.MethodGet, Path: configPath, Tags: []string{"config"}, Summary: "All sections",
	}, s.getConfig)
	sectionRoutes[serverUpdate](s, setting.SectionServer, serverSettingOf)
	sectionRoutes[rateLimitUpdate](s, setting.SectionRateLimit, rateLimitSettingOf)
	sectionRoutes[loggingUpdate](s, setting.SectionLogging, loggingSettingOf)
	sectionRoutes[authUpdate](s, setting.SectionAuth, authSettingOf)
	sectionRoutes[workerUpdate](s, setting.SectionWorker, workerSettingOf)
}

// sectionRoutes are those of one section: U sets it, A is what it is.
func sectionRoutes[U sectionUpdate, A any](s *server, name setting.Section, of func(projections.Settings) A) {
	sec := section[U, A]{server: s, name: name, of: of}
	path, tags := configPath+"/"+string(name), []string{"config"}
	answers := commandResponses[A](s, http.StatusOK)
	answers[statusText(http.StatusAccepted)].Content = s.content(reflect.TypeFor[acceptedSetting]())
	handle(s, access(user.SystemConfig), huma.Operation{
		OperationID: "get-config-" + string(name), Method: http.MethodGet, Path: path, Tags: tags, Summary: "One section",
	}, sec.get)
	handle(s, access(user.SystemConfig), huma.Operation{
		OperationID: "update-config-" + string(name), Method: http.MethodPut, Path: path, Tags: tags, Summary: "Set a section as a whole",
		Description: "A field that is left out gets its default again. Every process acts by it within a second, without a restart.",
		Responses:   answers,
	}, sec.update)
}

func (s *server) getConfig(ctx context.Context, _ *Reading) (*answer[allSettings], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	all, sequence, err := s.queries(ctx).Settings(ctx)
	return single(allSettings{serverSettingOf(all), rateLimitSettingOf(all), loggingSettingOf(all), authSettingOf(all), workerSettingOf(all)}, sequence, err)
}

// section is the operations on one.
type section[U sectionUpdate, A any] struct {
	*server
	name setting.Section
	of   func(projections.Settings) A
}

func (s section[U, A]) query(ctx context.Context, _ string) (found A, sequence uint64, err error) {
	all, sequence, err := s.queries(ctx).Settings(ctx)
	return s.of(all), sequence, err
}

func (s section[U, A]) get(ctx context.Context, _ *Reading) (*answer[A], error) {
	ctx, cancel := context.WithTimeout(ctx, queryLimit)
	defer cancel()
	return single(s.query(ctx, string(s.name)))
}

func (s section[U, A]) update(ctx context.Context, in *creating[U]) (*carried, error) {
	cmd, id := s.command(ctx, in.Commanding, in.Body.hash), string(s.name)
	locks := []eventstore.Ref{s.Settings.Ref(id)}
	out, err := s.execute(ctx, cmd, in.Body.refused, locks, func(ctx context.Context) ([]eventstore.Change, error) {
		before, err := s.Settings.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		change, _, err := before.Decide(setting.Change{Input: in.Body.Value.input()})
		return []eventstore.Change{change}, together(err, unchangedSince(in.Body.Value.expected(), before.Sequence))
	})
	if err != nil {
		return nil, err
	}
	done, err := show(ctx, s.server, out, http.StatusOK, configPath, id, s.query)
	if err != nil {
		return nil, err
	}
	if late, ok := done.Body.(accepted); ok {
		done.Body = acceptedSetting{Section: s.name, Sequence: late.Sequence}
	}
	return done, nil
}

// unchangedSince is current for what exists before its first event.
func unchangedSince(expected *uint64, sequence uint64) error {
	if sequence == 0 && expected != nil && *expected != 0 {
		return &stale{}
	}
	return current(expected, sequence)
}
