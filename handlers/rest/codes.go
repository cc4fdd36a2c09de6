package rest

import (
	"maps"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"domainflow/domain"
	"domainflow/domain/campaign"
	"domainflow/domain/keywordset"
	"domainflow/domain/role"
)

// code names a kind of error, for good.
type code string

const (
	codeBadRequest       code = "BAD_REQUEST"
	codeCursorInvalid    code = "CURSOR_INVALID"
	codeForbidden        code = "FORBIDDEN"
	codeUnauthorized     code = "UNAUTHORIZED"
	codeSessionExpired   code = "SESSION_EXPIRED"
	codeCredentials      code = "INVALID_CREDENTIALS"
	codeEmailTaken       code = "EMAIL_TAKEN"
	codePasswordChange   code = "PASSWORD_CHANGE_REQUIRED"
	codeOriginRefused    code = "ORIGIN_REFUSED"
	codeMethodNotAllowed code = "METHOD_NOT_ALLOWED"
	codeRequestTimeout   code = "REQUEST_TIMEOUT"
	codeRateLimited      code = "RATE_LIMITED"
	codePayloadTooLarge  code = "PAYLOAD_TOO_LARGE"
	codeMediaType        code = "UNSUPPORTED_MEDIA_TYPE"
	codeUnknownField     code = "UNKNOWN_FIELD"
	codeKeyReused        code = "IDEMPOTENCY_KEY_REUSED"
	codeNotComparable    code = "NOT_COMPARABLE"
	codeContention       code = "CONTENTION"
	codeUnavailable      code = "UNAVAILABLE"
	codeReadBehind       code = "READ_BEHIND"
	codeShuttingDown     code = "SHUTTING_DOWN"
	codeStorageFull      code = "STORAGE_FULL"
	codeInternal         code = "INTERNAL"
)

// kind is what a code means. retryAfter is in seconds, 0 for none.
type kind struct {
	status     int
	title      string
	retryAfter int
}

// codes is the one table from code to status, and the closed list of the
// OpenAPI document.
var codes = map[code]kind{
	codeBadRequest:                     {status: http.StatusBadRequest, title: "Cannot be read"},
	codeCursorInvalid:                  {status: http.StatusBadRequest, title: "The cursor belongs to another query"},
	codeUnauthorized:                   {status: http.StatusUnauthorized, title: "No valid credential"},
	codeSessionExpired:                 {status: http.StatusUnauthorized, title: "The session has ended"},
	codeCredentials:                    {status: http.StatusUnauthorized, title: "Wrong e-mail address or password"},
	codePasswordChange:                 {status: http.StatusForbidden, title: "The password has to be changed"},
	codeForbidden:                      {status: http.StatusForbidden, title: "Not allowed"},
	codeOriginRefused:                  {status: http.StatusForbidden, title: "Requests from pages of other origins are refused"},
	domain.CodeNotFound:                {status: http.StatusNotFound, title: "Does not exist"},
	codeMethodNotAllowed:               {status: http.StatusMethodNotAllowed, title: "The path does not have this method"},
	codeRequestTimeout:                 {status: http.StatusRequestTimeout, title: "The body did not arrive in time"},
	domain.CodeInvalidState:            {status: http.StatusConflict, title: "Does not fit the state"},
	domain.CodeNameTaken:               {status: http.StatusConflict, title: "The name is taken"},
	codeEmailTaken:                     {status: http.StatusConflict, title: "The e-mail address is taken"},
	role.CodeSetupDone:                 {status: http.StatusConflict, title: "There is an administrator already"},
	role.CodeLastSuperAdmin:            {status: http.StatusConflict, title: "The last active super_admin"},
	domain.CodeStaleVersion:            {status: http.StatusConflict, title: "Changed since it was read"},
	campaign.CodePersonaUnavailable:    {status: http.StatusConflict, title: "A persona is gone or disabled"},
	campaign.CodeKeywordSetUnavailable: {status: http.StatusConflict, title: "A keyword set is gone or disabled"},
	codeContention:                     {status: http.StatusConflict, title: "Too many commands on the same thing at once", retryAfter: 1},
	codePayloadTooLarge:                {status: http.StatusRequestEntityTooLarge, title: "The body is too large"},
	codeMediaType:                      {status: http.StatusUnsupportedMediaType, title: "The body is of another type than this operation takes"},
	domain.CodeValidation:              {status: http.StatusUnprocessableEntity, title: "Fields are not acceptable"},
	codeKeyReused:                      {status: http.StatusUnprocessableEntity, title: "The Idempotency-Key was used for another request"},
	codeNotComparable:                  {status: http.StatusUnprocessableEntity, title: "The campaigns have no names in common to compare"},
	codeUnknownField:                   {status: http.StatusUnprocessableEntity, title: "Fields are not known"},
	domain.CodeNotSupported:            {status: http.StatusUnprocessableEntity, title: "Not offered"},
	campaign.CodeSourceType:            {status: http.StatusUnprocessableEntity, title: "The source is of a type that cannot be followed"},
	campaign.CodeSpaceTooLarge:         {status: http.StatusUnprocessableEntity, title: "More names than a campaign may have"},
	campaign.CodeListEmpty:             {status: http.StatusUnprocessableEntity, title: "The list holds no name"},
	campaign.CodeParamsImmutable:       {status: http.StatusUnprocessableEntity, title: "What a campaign was asked to do never changes"},
	campaign.CodeRuleTooBroad:          {status: http.StatusUnprocessableEntity, title: "Too many rules that must look at every byte"},
	keywordset.CodeSetTooLarge:         {status: http.StatusUnprocessableEntity, title: "The set is too large"},
	codeRateLimited:                    {status: http.StatusTooManyRequests, title: "Too many requests"},
	codeUnavailable:                    {status: http.StatusServiceUnavailable, title: "Not available just now", retryAfter: 2},
	codeReadBehind:                     {status: http.StatusServiceUnavailable, title: "The read models are behind", retryAfter: 1},
	codeShuttingDown:                   {status: http.StatusServiceUnavailable, title: "Shutting down", retryAfter: 5},
	codeStorageFull:                    {status: http.StatusInsufficientStorage, title: "No room for new data"},
	codeInternal:                       {status: http.StatusInternalServerError, title: "A defect of DomainFlow"},
}

// Schema is the closed list.
func (code) Schema(huma.Registry) *huma.Schema {
	return enumOf(slices.Sorted(maps.Keys(codes))...)
}

// statusCodes are the codes of errors that echo and huma make; what else they
// make is about a request that cannot be read.
var statusCodes = map[int]code{
	http.StatusNotFound:              domain.CodeNotFound,
	http.StatusMethodNotAllowed:      codeMethodNotAllowed,
	http.StatusRequestTimeout:        codeRequestTimeout,
	http.StatusRequestEntityTooLarge: codePayloadTooLarge,
	http.StatusUnsupportedMediaType:  codeMediaType,
}
