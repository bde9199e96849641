package sindy

// Map takes the data as steps of a map: x at the next sample as a sum of terms at this one,
//
//	x_(n+1) = sum of c_k terms_k(x_n),
//
// for what goes from year to year or from stroke to stroke, and for systems that are known only so.
// The left side is written x' as elsewhere, and means the next x. Rows that a gap parts are left out.
type Map struct{}

// rows pairs each sample with the next.
func (Map) rows(p *posing, r run) (rows, error) {
	n := r.len() - 1
	out := rows{count: n, b: make([]float64, n*p.equations)}
	for _, values := range r.x {
		out.x = append(out.x, values[:n])
	}
	for v := range p.equations {
		left := p.left(r, v)
		for i := range n {
			out.b[v*n+i] = left[i+1]
			if p.perCapita {
				out.b[v*n+i] -= left[i]
			}
		}
	}
	return out, nil
}
