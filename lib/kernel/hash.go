package kernel

import "sublunar/lib/notebook/report"

func hasHash(path, want string) bool {
	sum, err := report.SHA256File(path)
	return err == nil && sum == want
}
