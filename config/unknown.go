package config

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/elastic/elastic-agent-libs/config"
)

// foreign are keys below `eql:` that belong to libbeat.
var foreign = []string{"when"}

// unknownKeys returns an error for each key that is no setting. Without it a
// misspelt setting would be ignored in silence.
func unknownKeys(c *config.C) error {
	return errors.Join(unknownIn(c, reflect.TypeFor[Config](), foreign)...)
}

func unknownIn(c *config.C, settings reflect.Type, also []string) []error {
	known := make(map[string]reflect.Type)
	for i := range settings.NumField() {
		f := settings.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("config"), ",")
		known[name] = f.Type
	}
	var errs []error
	keys := c.GetFields()
	slices.Sort(keys)
	for _, key := range keys {
		typ, ok := known[key]
		if !ok && !slices.Contains(also, key) {
			errs = append(errs, fmt.Errorf("unknown setting '%s': %s", c.PathOf(key), suggest(key, known)))
			continue
		}
		if ok && typ.Kind() == reflect.Struct {
			if child, err := c.Child(key, -1); err == nil {
				errs = append(errs, unknownIn(child, typ, nil)...)
			}
		}
	}
	return errs
}

// suggest names the setting that was most likely meant, or all there are. Of a short
// name not everything may be different.
func suggest(key string, known map[string]reflect.Type) string {
	names := make([]string, 0, len(known))
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if within(key, name, min(2, len(key)/2)) {
			return "did you mean '" + name + "'?"
		}
	}
	return "remove it, or use one of: " + strings.Join(names, ", ")
}

// within reports whether at most n letters have to be put in, taken out or
// changed to turn a into b.
func within(a, b string, n int) bool {
	if n < 0 {
		return false
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	if a == "" || b == "" {
		return len(a)+len(b) <= n
	}
	return within(a[1:], b[1:], n-1) || within(a[1:], b, n-1) || within(a, b[1:], n-1)
}
