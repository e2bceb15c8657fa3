package replay

import (
	"strconv"
	"strings"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/event"
)

// timeLayouts are the forms of strict_date_optional_time, the most frequent
// first. Fractions of a second may have one to nine digits in any of them that
// has seconds; what has no zone is in UTC.
var timeLayouts = []string{
	time.RFC3339,
	"2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05Z07", "2006-01-02T15:04:05",
	"2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700", "2006-01-02T15:04Z07", "2006-01-02T15:04",
	"2006-01-02T15Z07:00", "2006-01-02T15Z0700", "2006-01-02T15Z07", "2006-01-02T15",
	"2006-01-02T", "2006-01-02", "2006-01", "2006",
}

// Times whose nanoseconds since 1970 fit into 64 bits.
const minSecond, maxSecond = -9_223_372_036, 9_223_372_035

// noTime is given for an event that is to have no time but its own.
var noTime time.Time

// parseTimestamp reads an @timestamp as Elasticsearch's default format
// strict_date_optional_time||epoch_millis does: ISO 8601 text, or milliseconds
// since 1970 as a number or text.
func parseTimestamp(v event.Value) (nanos int64, ok bool) {
	switch v.Kind() {
	case event.String:
		return parseTime(v.Str())
	case event.Int:
		return parseMillis(v.Text())
	case event.Float:
		return parseMillis(strconv.FormatFloat(v.Float(), 'f', -1, 64))
	}
	return 0, false
}

func parseTime(s string) (nanos int64, ok bool) {
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			if second := t.Unix(); second < minSecond || second > maxSecond {
				return 0, false
			}
			return t.UnixNano(), true
		}
		if len(s) > 4 && s[4] != '-' {
			break // none of the others fits either
		}
	}
	return parseMillis(s)
}

// parseMillis reads milliseconds since 1970. Its fraction counts to the
// nanosecond.
func parseMillis(s string) (nanos int64, ok bool) {
	const most = maxSecond * 1000
	whole, fraction, _ := strings.Cut(s, ".")
	v, ok := event.ParseNumber(whole)
	if !ok || v.Kind() != event.Int || v.Int() < -most || v.Int() > most {
		return 0, false
	}
	digits := (fraction + "000000")[:6]
	part, err := strconv.ParseUint(digits, 10, 32)
	nanos = v.Int() * 1_000_000
	if strings.HasPrefix(whole, "-") {
		return nanos - int64(part), err == nil
	}
	return nanos + int64(part), err == nil
}
