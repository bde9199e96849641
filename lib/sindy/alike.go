package sindy

// alike numbers the products of two terms, those that are the same term alike, for sparse.Gram: x^2 times
// y^2 is x y times x y. Nil where the powers don't fit a number.
func (p *posing) alike() []int {
	n, degree := len(p.library), 0
	for _, t := range p.library {
		for _, power := range t.Powers {
			degree = max(degree, power)
		}
	}
	// The powers of a product are the digits of its key.
	base, size := uint64(2*degree+1), uint64(1)
	for range p.variables {
		if size > 1<<62/base {
			return nil
		}
		size *= base
	}
	keys := make([]uint64, n)
	for k, t := range p.library {
		for _, power := range t.Powers {
			keys[k] = keys[k]*base + uint64(power)
		}
	}
	same, numbers, next := make([]int, n*n), map[uint64]int{}, 0
	for i := range n {
		for j := i; j < n; j++ {
			number := next
			if len(p.library[i].Functions)+len(p.library[j].Functions) == 0 {
				known, ok := numbers[keys[i]+keys[j]]
				if ok {
					number = known
				} else {
					numbers[keys[i]+keys[j]] = next
				}
			}
			if number == next {
				next++
			}
			same[i*n+j], same[j*n+i] = number, number
		}
	}
	return same
}
