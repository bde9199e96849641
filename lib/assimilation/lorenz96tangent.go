package assimilation

// Tangent takes a small change v along a state's way.
func (l Lorenz96) Tangent(state, v []float64, from, to float64) error {
	sites, h, steps, err := l.filled(state, from, to)
	if err != nil {
		return err
	}
	work, along := borrow(sites), borrow(sites)
	defer rooms.Put(work)
	defer rooms.Put(along)
	x, force, push := append([]float64(nil), state[:sites]...), l.force(state), 0.0
	if l.OwnForce {
		push = v[sites]
	}
	for range steps {
		work.run(x, force, h)
		for k := range along.at {
			copy(along.at[k], v[:sites])
			if k > 0 {
				for i, d := range along.rate[k-1] {
					along.at[k][i] += reach[k] * h * d
				}
			}
			lorenz96Tangent(work.at[k], along.at[k], along.rate[k], push)
		}
		for k := range along.rate {
			for i, d := range along.rate[k] {
				v[i] += h * weight[k] * d
			}
		}
		work.finish(x, h)
	}
	return nil
}

// Adjoint takes a derivative w back along a state's way: the ways are run first and kept.
func (l Lorenz96) Adjoint(state, w []float64, from, to float64) error {
	sites, h, steps, err := l.filled(state, from, to)
	if err != nil {
		return err
	}
	work, back := borrow(sites), borrow(sites)
	defer rooms.Put(work)
	defer rooms.Put(back)
	force := l.force(state)
	way := make([][]float64, steps)
	x := append([]float64(nil), state[:sites]...)
	for k := range way {
		way[k] = append([]float64(nil), x...)
		work.step(x, force, h)
	}
	for k := steps - 1; k >= 0; k-- {
		work.run(way[k], force, h)
		copy(back.sum, w[:sites])
		clear(back.low)
		push := 0.0
		for s := 3; s >= 0; s-- {
			// The rate of stage s enters the step's sum, and the state of the stage after it.
			rate := back.rate[s]
			for i := range rate {
				rate[i] = h * weight[s] * w[i]
				if s < 3 {
					rate[i] += reach[s+1] * h * back.low[i]
				}
				push += rate[i]
			}
			lorenz96Adjoint(work.at[s], rate, back.low)
			for i, v := range back.low {
				back.sum[i] += v
			}
		}
		copy(w[:sites], back.sum)
		if l.OwnForce {
			w[sites] += push
		}
	}
	return nil
}

// lorenz96Tangent sets dv to the law's derivative at x times v, with a change of the force.
func lorenz96Tangent(x, v, dv []float64, push float64) {
	n := len(x)
	for i := range n {
		p, m, mm := (i+1)%n, (i+n-1)%n, (i+n-2)%n
		dv[i] = (v[p]-v[mm])*x[m] + (x[p]-x[mm])*v[m] - v[i] + push
	}
}

// lorenz96Adjoint sets out to the transpose of that at x times w.
func lorenz96Adjoint(x, w, out []float64) {
	n := len(x)
	clear(out)
	for i := range n {
		p, m, mm := (i+1)%n, (i+n-1)%n, (i+n-2)%n
		out[p] += w[i] * x[m]
		out[mm] -= w[i] * x[m]
		out[m] += w[i] * (x[p] - x[mm])
		out[i] -= w[i]
	}
}
