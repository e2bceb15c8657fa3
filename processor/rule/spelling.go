package rule

import (
	"strconv"
	"strings"
)

// nearest returns the index of the name that word is most likely a misspelling
// of, −1 if none is near. Case, hyphens and underscores don't count; otherwise
// one change is allowed for every three characters, two at most.
func nearest(word string, names []string) int {
	best, bestDistance := -1, min(2, len(word)/3)+1
	for i, name := range names {
		if d := distance(plain(word), plain(name)); d < bestDistance {
			best, bestDistance = i, d
		}
	}
	return best
}

func plain(name string) string {
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))
}

// maxWord is the longest word that distance compares; no key is longer.
const maxWord = 40

// distance returns how many characters have to be put in, left out, replaced or
// swapped with their neighbour to make b of a.
func distance(a, b string) int {
	if len(a) > maxWord || len(b) > maxWord {
		return maxWord
	}
	var rows [maxWord + 1][maxWord + 1]int
	for i := 0; i <= len(a); i++ {
		for j := 0; j <= len(b); j++ {
			switch {
			case i == 0 || j == 0:
				rows[i][j] = i + j
				continue
			case a[i-1] == b[j-1]:
				rows[i][j] = rows[i-1][j-1]
			default:
				rows[i][j] = 1 + min(rows[i-1][j-1], rows[i-1][j], rows[i][j-1])
			}
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				rows[i][j] = min(rows[i][j], rows[i-2][j-2]+1)
			}
		}
	}
	return rows[len(a)][len(b)]
}

// maxQuoted is how much of a user's text a message repeats.
const maxQuoted = 60

// quote returns a user's text as a message shows it.
func quote(s string) string {
	if runes := []rune(s); len(runes) > maxQuoted {
		s = string(runes[:maxQuoted]) + "…"
	}
	return strconv.Quote(s)
}
