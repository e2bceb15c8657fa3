package sequence

import "sort"

// The reference finds sequences the slow and obvious way: it has every event,
// sorts them, and follows Elasticsearch's rules word by word, with a list of
// events for each partial match and nothing forgotten.

type refEvent struct {
	id    int // order of arrival, from 1
	key   string
	at    int64
	roles []int
}

func (e refEvent) has(role int) bool {
	for _, r := range e.roles {
		if r == role {
			return true
		}
	}
	return false
}

type refMatch struct {
	key string
	ids []int
}

// refFind returns the matches in the events, which it sorts by time first.
func refFind(spec Spec, events []refEvent) []refMatch {
	sorted := append([]refEvent(nil), events...)
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].at < sorted[j].at })
	slots := map[string][][]refEvent{}
	var found []refMatch
	for _, e := range sorted {
		if slots[e.key] == nil {
			slots[e.key] = make([][]refEvent, spec.Steps)
		}
		pending := slots[e.key]
		for step := spec.Steps - 1; step >= 0; step-- {
			if !e.has(step) {
				continue
			}
			var match []refEvent
			if step > 0 {
				before := pending[step-1]
				if before == nil {
					continue
				}
				pending[step-1] = nil
				if e.at-before[0].at > spec.Maxspan {
					continue
				}
				match = append(match, before...)
			}
			match = append(match, e)
			if step < spec.Steps-1 {
				pending[step] = match
			} else if refStands(spec, match, sorted) {
				m := refMatch{key: e.key}
				for _, x := range match {
					m.ids = append(m.ids, x.id)
				}
				found = append(found, m)
			}
		}
		if spec.Until && e.has(spec.UntilRole()) {
			for i := range pending {
				pending[i] = nil
			}
		}
	}
	return found
}

// refStands applies the missing steps to a match, with all events at hand.
func refStands(spec Spec, match, all []refEvent) bool {
	first, last := match[0].at, match[len(match)-1].at
	var lead, trail *int64
	leading, trailing := false, false
	for g, after := range spec.Missing {
		for _, e := range all {
			if e.key != match[0].key || !e.has(spec.MissingRole(g)) {
				continue
			}
			at := e.at
			switch {
			case after == 0 && at < first:
				if lead == nil || at > *lead {
					lead = &at
				}
			case after == spec.Steps && at > last:
				if trail == nil || at < *trail {
					trail = &at
				}
			case after > 0 && after < spec.Steps && at > match[after-1].at && at < match[after].at:
				return false
			}
		}
		leading = leading || after == 0
		trailing = trailing || after == spec.Steps
	}
	switch {
	case leading && trailing:
		return lead == nil || trail == nil || *trail-*lead > spec.Maxspan
	case leading:
		return lead == nil || last-*lead > spec.Maxspan
	case trailing:
		return trail == nil || *trail-first > spec.Maxspan
	}
	return true
}
