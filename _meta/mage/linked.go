package mage

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// goPackage is what the go command says about a package.
type goPackage struct {
	ImportPath, Dir string
	Standard        bool
	Module          *goModule
}

// goModule is the module that a package is of. Its folder is that of Replace where there is one.
type goModule struct {
	Path, Version, Dir string
	Main               bool
	Replace            *goModule
}

// linked returns all packages that a target's binary is made of, but those of the standard library.
func linked(t target) ([]goPackage, error) {
	text, err := outputWith(t.environment(), "go", "list", "-deps", "-json=ImportPath,Dir,Standard,Module", t.pkg)
	if err != nil {
		return nil, err
	}
	var all []goPackage
	for decoder := json.NewDecoder(strings.NewReader(text)); ; {
		var p goPackage
		switch err := decoder.Decode(&p); {
		case errors.Is(err, io.EOF):
			return all, nil
		case err != nil:
			return nil, err
		case !p.Standard:
			all = append(all, p)
		}
	}
}
