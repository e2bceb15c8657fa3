package match

// parseDate reads a date as Elasticsearch's strict_date_optional_time does:
// 2024-05-06T07:08:09.123Z, shortened from the right, with Z or an offset from
// UTC; UTC where it says neither. It returns the first and the last
// millisecond since 1970 that the text can mean: Elasticsearch reads missing
// parts of a time as their smallest or largest value, depending on the
// operator, but a missing month or day as the first always
// (https://www.elastic.co/guide/en/elasticsearch/reference/8.17/query-dsl-range-query.html).
// Parts of a millisecond are cut off. It allocates nothing.
func parseDate(text string) (first, last int64, ok bool) {
	d := dateReader{text: text}
	year := d.digits(4)
	month, day := 1, 1
	if d.skip('-') {
		month = d.digits(2)
		if d.skip('-') {
			day = d.digits(2)
		}
	}
	if d.bad || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, 0, false
	}
	first = daysSince1970(year, month, day) * 86_400_000
	open := int64(86_400_000)
	if d.skip('T') {
		var millis int64
		millis, open = d.clock()
		first += millis - d.offset()
	}
	if d.bad || d.at != len(text) {
		return 0, 0, false
	}
	return first, first + open - 1, true
}

// dateReader reads a date from left to right; bad is set at the first byte
// that doesn't belong.
type dateReader struct {
	text string
	at   int
	bad  bool
}

// skip reads one byte if it is c.
func (d *dateReader) skip(c byte) bool {
	if d.at < len(d.text) && d.text[d.at] == c {
		d.at++
		return true
	}
	return false
}

// digits reads exactly n digits.
func (d *dateReader) digits(n int) int {
	number := 0
	for range n {
		if d.at >= len(d.text) || d.text[d.at] < '0' || d.text[d.at] > '9' {
			d.bad = true
			return 0
		}
		number = number*10 + int(d.text[d.at]-'0')
		d.at++
	}
	return number
}

// clock reads a time of day: its milliseconds, and how many milliseconds the
// smallest part that is given spans.
func (d *dateReader) clock() (millis, open int64) {
	hour, minute, second := d.digits(2), 0, 0
	open = 3_600_000
	if d.skip(':') {
		minute, open = d.digits(2), 60_000
		if d.skip(':') {
			second, open = d.digits(2), 1000
			if d.skip('.') || d.skip(',') {
				millis, open = d.fraction(), 1
			}
		}
	}
	if hour > 23 || minute > 59 || second > 59 {
		d.bad = true
	}
	return millis + int64(hour)*3_600_000 + int64(minute)*60_000 + int64(second)*1000, open
}

// fraction reads one to nine digits of a second as milliseconds.
func (d *dateReader) fraction() int64 {
	start, millis, weight := d.at, int64(0), int64(100)
	for d.at < len(d.text) && '0' <= d.text[d.at] && d.text[d.at] <= '9' {
		millis += int64(d.text[d.at]-'0') * weight
		weight /= 10
		d.at++
	}
	if n := d.at - start; n < 1 || n > 9 {
		d.bad = true
	}
	return millis
}

// offset reads Z, +hh:mm, +hhmm, +hh or nothing: milliseconds east of UTC.
func (d *dateReader) offset() int64 {
	if d.at == len(d.text) || d.skip('Z') {
		return 0
	}
	sign := int64(1)
	if d.skip('-') {
		sign = -1
	} else if !d.skip('+') {
		d.bad = true
		return 0
	}
	hours, minutes := d.digits(2), 0
	if d.skip(':') || d.at < len(d.text) {
		minutes = d.digits(2)
	}
	if hours > 18 || minutes > 59 {
		d.bad = true
	}
	return sign * (int64(hours)*3_600_000 + int64(minutes)*60_000)
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}

// daysSince1970 counts days in the Gregorian calendar, whose leap days fall at
// the end of a year that starts in March and repeat every 400 years.
func daysSince1970(year, month, day int) int64 {
	if month <= 2 {
		year--
		month += 12
	}
	const marchToEpoch = 719468 // days from 1 March of year 0 to 1970
	era := year / 400
	if year < 0 {
		era = -1
	}
	inEra := year - era*400
	inYear := (153*(month-3)+2)/5 + day - 1
	return int64(era*146097+inEra*365+inEra/4-inEra/100+inYear) - marchToEpoch
}
