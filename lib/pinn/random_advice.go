package pinn

import "fmt"

// Advice is what would serve a problem best, as far as a short trial can tell.
type Advice struct {
	// Linear says that the residuals depend linearly on the fields.
	Linear bool
	// Smooth is how far a few hundred random features brought the residual down between their points, as a share of what it was; of a
	// problem that isn't linear, of its linearisation. Below some 1e-4 the solution is smooth enough for them.
	Smooth float64
	// Features says that random features ([Problem.Collocate]) would serve better than a network ([Problem.Solve]).
	Features bool
	// Why, in a sentence.
	Why string
}

// String is the advice.
func (a Advice) String() string {
	if a.Features {
		return "random features (Collocate): " + a.Why
	}
	return "a network (Solve): " + a.Why
}

// Advise tries the problem with a few hundred random features, for some seconds, and says whether they would serve better than a network.
// It can't see everything: a network finds thin layers by itself where features need many, and both lose to a classical solver where
// there is one for the problem.
func (p Problem) Advise() (Advice, error) {
	if err := p.Check(); err != nil {
		return Advice{}, err
	}
	if len(p.Constants) > 0 {
		return Advice{Why: "it has unknown constants, whose products with the fields aren't linear"}, nil
	}
	k, err := newCollocator(p, RandomFeatures{Count: 250}, Collocation{})
	if err != nil {
		return Advice{}, err
	}
	defer k.tr.close()
	if k.linear, err = k.isLinear(); err != nil {
		return Advice{}, err
	}
	a := Advice{Linear: k.linear, Smooth: 1}
	for _, scale := range []float64{2, 4, 8, 16} {
		work := k.solve
		if !k.linear {
			work = k.linearised
		}
		t, err := work(scale)
		if err != nil {
			return Advice{}, err
		}
		if k.zero > 0 {
			a.Smooth = min(a.Smooth, t.heldOut/k.zero)
		}
	}
	dims := p.Domain.Dims()
	const smooth = 1e-4
	switch {
	case a.Linear && a.Smooth <= smooth:
		a.Features = true
		a.Why = fmt.Sprintf("it is linear, and smooth: 250 features left %.1g of the residual between their points, and one factorisation gives their coefficients", a.Smooth)
	case a.Linear && len(p.Data) > 0:
		a.Features = true
		a.Why = fmt.Sprintf("it is linear; its data, with noise, leave %.1g of the residual", a.Smooth)
	case a.Linear && dims <= 3:
		a.Why = fmt.Sprintf("it is linear, but its solution has much detail: 250 features left %.1g of the residual; random features with a larger Count, Patches or windows of time may serve all the same", a.Smooth)
	case a.Linear:
		a.Why = fmt.Sprintf("it is linear, but in %d dimensions 250 features left %.1g of the residual: the solution is no sum of functions of two coordinates", dims, a.Smooth)
	case a.Smooth <= smooth && dims <= 3 && len(p.Data) == 0:
		a.Features = true
		a.Why = fmt.Sprintf("it isn't linear, but its linearisation is smooth: 250 features left %.1g of the residual; Newton's steps may do, unless the solution has thin layers", a.Smooth)
	default:
		a.Why = fmt.Sprintf("it isn't linear, and 250 features left %.1g of its linearisation's residual", a.Smooth)
	}
	return a, nil
}
