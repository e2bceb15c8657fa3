package sequence

// judge looks at the missing steps of a complete match. Middle ones are
// strictly between the events beside them; leading and trailing ones count only
// within maxspan: of the last event, of the first event, or, where both are
// asked for, of each other (Elasticsearch's TumblingWindow).
func (m *machine) judge(steps []uint16) (verdict, int64) {
	var leading, trailing bool
	first, last := m.window[steps[0]].at, m.window[steps[len(steps)-1]].at
	lead, trail := -1, -1
	for g, after := range m.spec.Missing {
		role := m.spec.MissingRole(g)
		switch after {
		case 0:
			leading = true
			if i := m.latestBefore(role, first, len(m.window)); i >= 0 && (lead < 0 || m.window[i].at > m.window[lead].at) {
				lead = i
			}
		case m.spec.Steps:
			trailing = true
			if i := m.earliestAfter(role, last, len(m.window)); i >= 0 && (trail < 0 || m.window[i].at < m.window[trail].at) {
				trail = i
			}
		default:
			i := m.earliestAfter(role, m.window[steps[after-1]].at, len(m.window))
			if i >= 0 && m.window[i].at < m.window[steps[after]].at {
				return rejected, 0
			}
		}
	}
	switch {
	case leading && trailing:
		if lead < 0 {
			return stands, 0
		}
		return m.await(trail, m.window[lead].at+m.spec.Maxspan)
	case leading && lead >= 0 && last-m.window[lead].at <= m.spec.Maxspan:
		return rejected, 0
	case trailing:
		return m.await(trail, first+m.spec.Maxspan)
	}
	return stands, 0
}

// await judges a trailing missing step: an event up to the deadline rejects.
func (m *machine) await(trail int, deadline int64) (verdict, int64) {
	if trail >= 0 && m.window[trail].at <= deadline {
		return rejected, 0
	}
	return waits, deadline
}

// latestBefore returns the newest of the first n hits with a role that is
// strictly older than at, or -1.
func (m *machine) latestBefore(role int, at int64, n int) int {
	for i := n - 1; i >= 0; i-- {
		if m.window[i].at < at && m.window[i].roles.Has(role) {
			return i
		}
	}
	return -1
}

// earliestAfter returns the oldest of the first n hits with a role that is
// strictly newer than at, or -1.
func (m *machine) earliestAfter(role int, at int64, n int) int {
	for i := range n {
		if m.window[i].at > at && m.window[i].roles.Has(role) {
			return i
		}
	}
	return -1
}

// retainNewestLeading keeps, of each leading missing step, the newest hit
// behind the horizon: a match that starts later will have to look at it.
func (m *machine) retainNewestLeading(n int) {
	for g, after := range m.spec.Missing {
		if after != 0 {
			return
		}
		role := m.spec.MissingRole(g)
		for i := n - 1; i >= 0; i-- {
			if m.window[i].roles.Has(role) {
				m.keep[i].Set(role)
				break
			}
		}
	}
}
