package infer

import (
	"fmt"

	"sublunar/lib/parallel"
)

// sideBySide is [parallel.Each], with an error that says which of what it is.
func sideBySide(what string, n int, f func(i int) error) error {
	return parallel.Each(n, func(i int) error {
		if err := f(i); err != nil {
			return fmt.Errorf("%w (%s %d)", err, what, i)
		}
		return nil
	})
}
