package rule

import "testing"

func BenchmarkLoadPublished(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if loaded := loadPublished(b); len(loaded.Rules) == 0 {
			b.Fatal("no rules")
		}
	}
}
