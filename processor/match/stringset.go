package match

// stringSet is a set of strings, compared exactly or folded. It is read-only
// once made.
type stringSet struct {
	fold     bool
	outlines uint64   // of all members
	members  []string // folded where fold is true, each once
	table    []int32  // member numbers + 1 by hash, a power of two of them; nil for few members
}

// fewStrings is how many members are sooner compared than hashed.
const fewStrings = 4

// newStringSet returns the set of these strings.
func newStringSet(members []string, fold bool) *stringSet {
	set := &stringSet{fold: fold}
	seen := make(map[string]bool, len(members))
	for _, m := range members {
		if fold {
			m = foldASCII(m)
		}
		if seen[m] {
			continue
		}
		seen[m] = true
		set.members = append(set.members, m)
		set.outlines |= Outline(m)
	}
	if len(set.members) > fewStrings {
		set.index()
	}
	return set
}

func (set *stringSet) index() {
	size := 8
	for size < 2*len(set.members) {
		size *= 2
	}
	set.table = make([]int32, size)
	for i, m := range set.members {
		at := hash(m, false) & uint64(size-1)
		for set.table[at] != 0 {
			at = (at + 1) & uint64(size-1)
		}
		set.table[at] = int32(i + 1)
	}
}

// has reports whether s, or its folded form, is a member.
func (set *stringSet) has(s string) bool {
	if set.outlines&Outline(s) == 0 {
		return false
	}
	if set.table == nil {
		for _, m := range set.members {
			if set.equal(s, m) {
				return true
			}
		}
		return false
	}
	mask := uint64(len(set.table) - 1)
	for at := hash(s, set.fold) & mask; set.table[at] != 0; at = (at + 1) & mask {
		if set.equal(s, set.members[set.table[at]-1]) {
			return true
		}
	}
	return false
}

func (set *stringSet) equal(s, member string) bool {
	if set.fold {
		return equalFold(s, member)
	}
	return s == member
}
