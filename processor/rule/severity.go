package rule

// severities are the four severities a rule can have, from the least to the
// worst.
var severities = []string{"low", "medium", "high", "critical"}

// SeverityNumber returns what event.severity is for a rule's severity, as
// Elastic's own rules have it: low 21, medium 47, high 73, critical 99. It is 0
// for any other text. The number is also the usual risk score.
func SeverityNumber(severity string) int64 {
	switch severity {
	case "low":
		return 21
	case "medium":
		return 47
	case "high":
		return 73
	case "critical":
		return 99
	}
	return 0
}
