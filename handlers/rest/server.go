package rest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humaecho"
	"github.com/labstack/echo/v4"

	"domainflow/domain/campaign"
	"domainflow/domain/claim"
	"domainflow/domain/keywordset"
	"domainflow/domain/natsuser"
	"domainflow/domain/pattern"
	"domainflow/domain/persona"
	"domainflow/domain/pipeline"
	"domainflow/domain/setting"
	"domainflow/eventstore"
	"domainflow/handlers/audit"
	"domainflow/handlers/people"
	"domainflow/internal/secrets"
	"domainflow/projections"
)

// base is the path of the API.
const base = "/api/v2"

// Aggregates are what commands load and change.
type Aggregates struct {
	Store       *eventstore.Store
	Campaigns   *eventstore.Aggregate[campaign.State, campaign.Command, campaign.Event]
	Patterns    *eventstore.Aggregate[pattern.State, pattern.Command, pattern.Event]
	Personas    *eventstore.Aggregate[persona.State, persona.Command, persona.Event]
	KeywordSets *eventstore.Aggregate[keywordset.State, keywordset.Command, keywordset.Event]
	Claims      *eventstore.Aggregate[claim.State, claim.Command, claim.Event]
	Pipelines   *eventstore.Aggregate[pipeline.State, pipeline.Command, pipeline.Event]
	NATSUsers   *eventstore.Aggregate[natsuser.State, natsuser.Command, natsuser.Event]
	Settings    *eventstore.Aggregate[setting.State, setting.Command, setting.Event]
}

// ReadModels tell how far the answers of queries are. *projections.Projector
// is one.
type ReadModels interface {
	// Await fails with projections.ErrBehind at the deadline of ctx.
	Await(ctx context.Context, sequence uint64) error
	Sequence() uint64
	Health() projections.Health
	// RequestRebuild does not wait.
	RequestRebuild()
	RebuildState(ctx context.Context) (projections.RebuildState, error)
}

// Config is what the API works with. All but Pages, Allow, Public, OwnHost,
// NewNATSKey and Stopping is required.
type Config struct {
	Aggregates
	ReadModels ReadModels
	Queries    *projections.Queries
	Probes     Probes
	// Work is what the steps have to do.
	Work  func(context.Context) ([]StepLoad, error)
	Build Build
	// Gate tells who a request is from, Users decides about people.
	Gate  people.Gate
	Users *people.Users
	// Access records who comes in, who is turned away and who takes data out;
	// AccessLog is where these records are.
	Access    *audit.Recorder
	AccessLog *eventstore.AccessLog
	// SetupToken lets the first user be made, once.
	SetupToken secrets.Token
	// CurrentSettings are those to act by now.
	CurrentSettings func() setting.Settings
	// Feed upgrades a request to the live feed.
	Feed echo.HandlerFunc
	// Pages are those of the dashboard; nil where nobody looks at it.
	Pages http.Handler
	// Public is where people reach the API, scheme and host; nil where only this
	// machine does.
	Public *url.URL
	// OwnHost knows names and addresses of this server beside that of Public and
	// loopback; nil if there are none.
	OwnHost func(name string) bool
	// Allow are the exceptions from the rule that resolvers must not have
	// private addresses.
	Allow []netip.Prefix
	// NewNATSKey makes the key pair of a NATS user. Nil on external servers: who
	// reads there is up to their operators.
	NewNATSKey func() (seed, publicKey string, err error)
	// Stopping is closed when the process begins to end; what comes then gets
	// 503 SHUTTING_DOWN.
	Stopping <-chan struct{}
	Clock    func() time.Time
	Log      *slog.Logger
}

type server struct {
	Config
	api         huma.API
	lag         lag
	limiter     *limiter
	throttle    *secrets.Throttle
	exports     turns
	comparisons turns
}

// New makes the API. The echo it returns has the guard, the request ids and
// the errors of the API on every route, also on those that are added to it.
func New(config Config) *echo.Echo {
	e, _ := build(config)
	return e
}

func build(config Config) (*echo.Echo, *server) {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	s := &server{
		Config: config, lag: lag{now: config.Clock}, exports: newTurns(maxExports), comparisons: newTurns(maxComparisons),
		limiter: newLimiter(config.Clock), throttle: secrets.NewThrottle(config.Clock),
	}
	e.IPExtractor = s.clientAddress
	e.HTTPErrorHandler = s.handleError
	e.Pre(undouble)
	e.Use(identify, s.logAccess, s.secure, noStore, s.recover, s.guard, s.cors(), s.refuseWhileStopping, s.authenticate, s.limitRate, s.checkQuery)
	s.api = humaecho.New(e, apiConfig())
	s.api.UseMiddleware(s.checkMediaType)
	s.campaignRoutes()
	s.resultRoutes()
	s.exportRoutes()
	s.compareRoutes()
	s.pipelineRoutes()
	s.previewRoutes()
	s.eventRoutes()
	s.personaRoutes()
	s.keywordSetRoutes()
	s.systemRoutes()
	s.natsUserRoutes()
	s.settingRoutes()
	s.authRoutes()
	s.meRoutes()
	s.apiKeyRoutes()
	s.userRoutes()
	s.roleRoutes()
	s.healthRoutes()
	s.feedRoutes(e)
	s.pageRoutes(e)
	complete(s.api.OpenAPI().Components.Schemas)
	s.documentRoutes()
	return e, s
}

// doubled is a spelling of the campaign routes that old clients know.
const doubled = base + "/v2/campaigns"

// undouble serves the doubled spelling as if it were the right one: one route,
// one command id, one place in the document.
func undouble(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		u := c.Request().URL
		if rest, ok := strings.CutPrefix(u.Path, doubled); ok && (rest == "" || rest[0] == '/') {
			u.Path = campaignsPath + rest
			if u.RawPath != "" {
				u.RawPath = campaignsPath + strings.TrimPrefix(u.RawPath, doubled)
			}
		}
		return next(c)
	}
}

// recover turns a panic into an answer. Its text goes to the log only. A panic
// that breaks the connection off, on purpose, goes on to net/http.
func (s *server) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) (err error) {
		defer func() {
			r := recover()
			if abort, ok := r.(error); ok && errors.Is(abort, http.ErrAbortHandler) {
				panic(r)
			}
			if r != nil {
				about := requestOf(c.Request().Context())
				s.Log.Error("panic", "request", about.id, "path", about.path, "panic", r, "stack", string(debug.Stack()))
				err = newProblem(about, codeInternal, "request "+about.id)
			}
		}()
		return next(c)
	}
}

// refuseWhileStopping lets only the question through whether the process is alive.
func (s *server) refuseWhileStopping(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		select {
		case <-s.Stopping:
			if c.Path() != pathLive {
				return newProblem(requestOf(c.Request().Context()), codeShuttingDown, "").write(c)
			}
		default:
		}
		return next(c)
	}
}
