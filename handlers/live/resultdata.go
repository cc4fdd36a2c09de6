package live

import (
	"net/netip"

	"domainflow/domain/campaign"
	"domainflow/eventstore"
)

// Result events are columns in the log and items on the feed.
type (
	partData struct {
		Unit string `json:"unit"`
		Part int    `json:"part"`
		Last bool   `json:"last"`
	}
	generatedNames struct {
		partData
		SkippedInvalid int             `json:"skippedInvalid"`
		Items          []generatedItem `json:"items"`
	}
	generatedItem struct {
		DomainName string `json:"domainName"`
		Offset     string `json:"offset,omitempty"`
		Ordinal    int64  `json:"ordinal"`
	}
	resolvedNames struct {
		partData
		Items []resolvedItem `json:"items"`
	}
	resolvedItem struct {
		DomainName string             `json:"domainName"`
		Ordinal    int64              `json:"ordinal"`
		Status     campaign.DNSStatus `json:"status"`
		RCode      *string            `json:"rcode"`
		Addresses  []netip.Addr       `json:"addresses"`
		PersonaID  string             `json:"personaId"`
		Resolver   string             `json:"resolver"`
		Attempts   int                `json:"attempts"`
		DurationMs int64              `json:"durationMs"`
	}
	checkedPages struct {
		partData
		Items []checkedItem `json:"items"`
	}
	checkedItem struct {
		DomainName string              `json:"domainName"`
		Ordinal    int64               `json:"ordinal"`
		Status     campaign.HTTPStatus `json:"status"`
		StatusCode int                 `json:"statusCode"`
		Title      string              `json:"title"`
		Keywords   []string            `json:"keywords"`
		PersonaID  string              `json:"personaId"`
		Attempts   int                 `json:"attempts"`
		DurationMs int64               `json:"durationMs"`
	}
)

func placeOf(r eventstore.Recorded) partData {
	return partData{r.Part.Unit, r.Part.Number, r.Part.Last}
}

func generatedData(r eventstore.Recorded, e campaign.NamesGenerated) generatedNames {
	out := generatedNames{partData: placeOf(r), SkippedInvalid: len(e.Skipped), Items: []generatedItem{}}
	for ordinal, name := range e.Each {
		item := generatedItem{DomainName: name, Ordinal: ordinal}
		if offset := e.Offset(ordinal); offset != nil {
			item.Offset = offset.String()
		}
		out.Items = append(out.Items, item)
	}
	return out
}

func resolvedData(r eventstore.Recorded, e campaign.NamesResolved) resolvedNames {
	out := resolvedNames{partData: placeOf(r), Items: []resolvedItem{}}
	for _, result := range e.Each {
		item := resolvedItem{
			DomainName: result.Name, Ordinal: result.Ordinal, Status: result.Status, Addresses: []netip.Addr{},
			PersonaID: result.PersonaID, Resolver: result.Resolver, Attempts: result.Attempts,
			DurationMs: result.Duration.Milliseconds(),
		}
		if result.RCode != "" {
			item.RCode = &result.RCode
		}
		if addresses := result.Records.Addresses(); addresses != nil {
			item.Addresses = addresses
		}
		out.Items = append(out.Items, item)
	}
	return out
}

func checkedData(r eventstore.Recorded, e campaign.PagesChecked) checkedPages {
	out := checkedPages{partData: placeOf(r), Items: []checkedItem{}}
	for _, page := range e.Pages {
		item := checkedItem{
			DomainName: page.Name, Ordinal: page.Ordinal, Status: page.Status, StatusCode: page.StatusCode,
			Title: page.Title, Keywords: []string{}, PersonaID: page.PersonaID, Attempts: page.Attempts,
			DurationMs: page.DurationMs,
		}
		for _, m := range page.Matches {
			item.Keywords = append(item.Keywords, m.Pattern)
		}
		out.Items = append(out.Items, item)
	}
	return out
}
