package processor

import (
	"errors"
	"hash/maphash"
	"io"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/eqlbeat/eqlbeat/processor/engine"
	"github.com/eqlbeat/eqlbeat/processor/rule"
)

// quiet is how long a file must not have been written before a change of it is
// taken up: until then it may be half of one.
const quiet = time.Second

// ruleFiles are the files that the setting `rules` names, as they were last
// read. They are for one goroutine.
type ruleFiles struct {
	patterns []string
	options  rule.Options
	files    []*ruleFile
	lost     rule.Errors // of patterns that lead to no file
}

// ruleFile is a file of rules.
type ruleFile struct {
	rule.File
	stamp   stamp
	content uint64       // its hash
	rules   []*rule.Rule // that run
	kept    int          // how many of those are of what it was before
	skipped []rule.Skipped
	problems
}

// problems are what is wrong with rules.
type problems struct {
	errors  rule.Errors         // what can't be loaded
	refused []*engine.RuleError // what doesn't compile
}

func (p *problems) count() int { return len(p.errors) + len(p.refused) }

// stamp shows that a file has not changed without reading it.
type stamp struct {
	size     int64
	modified int64 // nanoseconds since 1970
	mode     fs.FileMode
}

// compiler returns what is wrong with rules that their files don't show.
type compiler func([]*rule.Rule) []*engine.RuleError

// load reads all files for the first time, on all cores.
func (f *ruleFiles) load() {
	found, lost := rule.Find(f.patterns, f.options)
	f.files, f.lost = make([]*ruleFile, len(found)), lost
	var next atomic.Int64
	var loading sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(found)) {
		loading.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(found)); i = next.Add(1) - 1 {
				one := found[i]
				info, _ := os.Stat(one.Path) // Load reports the error
				f.files[i] = f.loadFile(one, stampOf(info), hashOf(one.Path, info))
			}
		})
	}
	loading.Wait()
}

// update reads the files that are new or have changed, and returns them. now is
// the time of day.
func (f *ruleFiles) update(now time.Time, compile compiler) (changed []*ruleFile) {
	before := make(map[string]*ruleFile, len(f.files))
	for _, file := range f.files {
		before[file.Path] = file
	}
	found, lost := rule.Find(f.patterns, f.options)
	var files []*ruleFile
	for _, one := range found {
		old := before[one.Path]
		delete(before, one.Path)
		file := f.updateFile(one, old, now, compile)
		if file == nil {
			continue
		}
		if file != old {
			changed = append(changed, file)
		}
		files = append(files, file)
	}
	for _, old := range f.files {
		// A file that isn't found and isn't gone stands in a folder that can't
		// be read just now: its rules run on.
		if before[old.Path] != nil && !isGone(old.Path) {
			files = append(files, old)
		}
	}
	f.files, f.lost = files, lost
	return changed
}

// updateFile returns a file as it is now: old where it has not changed, nil
// where it has no old and is still being written.
func (f *ruleFiles) updateFile(found rule.File, old *ruleFile, now time.Time, compile compiler) *ruleFile {
	info, err := os.Stat(found.Path)
	if err != nil {
		return old // gone since it was found, or unreadable for a moment
	}
	s := stampOf(info)
	if old != nil && old.stamp == s {
		return old
	}
	if age := now.Sub(info.ModTime()); age >= 0 && age < quiet {
		return old
	}
	content := hashOf(found.Path, info)
	if old != nil && old.content == content && old.stamp.mode == s.mode {
		old.stamp = s
		return old
	}
	file := f.loadFile(found, s, content)
	file.refuse(compile(file.rules))
	if old != nil && file.count() > 0 {
		file.keep(old.rules)
	}
	return file
}

func (f *ruleFiles) loadFile(found rule.File, s stamp, content uint64) *ruleFile {
	loaded := found.Load(f.options)
	return &ruleFile{
		File: found, stamp: s, content: content,
		rules: loaded.Rules, skipped: loaded.Skipped, problems: problems{errors: loaded.Errors},
	}
}

// refuse takes out the rules that don't compile.
func (f *ruleFile) refuse(failed []*engine.RuleError) {
	for _, err := range failed {
		if i := slices.Index(f.rules, err.Rule); i >= 0 {
			f.rules = slices.Delete(slices.Clone(f.rules), i, i+1)
			f.refused = append(f.refused, err)
		}
	}
}

// keep adds those rules of what the file was before that it has no others for.
func (f *ruleFile) keep(before []*rule.Rule) {
	for _, old := range before {
		if !slices.ContainsFunc(f.rules, func(r *rule.Rule) bool { return r.ID == old.ID }) {
			f.rules = append(f.rules, old)
			f.kept++
		}
	}
}

func stampOf(info fs.FileInfo) stamp {
	if info == nil {
		return stamp{}
	}
	return stamp{size: info.Size(), modified: info.ModTime().UnixNano(), mode: info.Mode()}
}

var contentSeed = maphash.MakeSeed()

// hashBuffers are what contents pass through to be hashed.
var hashBuffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// hashOf returns the hash of a file's content, 0 where that can't be read.
func hashOf(path string, info fs.FileInfo) uint64 {
	if info == nil || !info.Mode().IsRegular() { // opening others may block
		return 0
	}
	file, err := os.Open(path)
	if err != nil {
		return 0
	}
	defer file.Close()
	buffer := hashBuffers.Get().(*[32 << 10]byte)
	defer hashBuffers.Put(buffer)
	var h maphash.Hash
	h.SetSeed(contentSeed)
	// Wrapped, because a file would copy itself through a buffer of its own.
	if _, err := io.CopyBuffer(&h, struct{ io.Reader }{file}, buffer[:]); err != nil {
		return 0
	}
	return h.Sum64()
}

func isGone(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}
