package assimilation

import "sublunar/lib/parallel"

// stretch is how many components of a state are updated at a time where all have the same weights: N times as many numbers stay in the
// cache.
const stretch = 256

// unchanged are weights that leave the members as they are.
func unchanged(n int) weights {
	return weights{make([]float64, n), around{base: 1}}
}

// everywhere updates with the same weights.
func (f EnKF) everywhere(members [][]float64, past [][][]float64, e observed, a after) error {
	w := unchanged(len(members))
	if len(e.off) > 0 {
		var err error
		if w, err = e.whitened(nil, nil).weigh(f.Scheme, f.FiniteSize); err != nil {
			return err
		}
	}
	w = w.turned(a.turn)
	if err := w.applyAll(members, a); err != nil {
		return err
	}
	for _, p := range past { // turned alike, so that they stay the same members; nothing is inflated there
		if err := w.applyAll(p, after{inflation: 1}); err != nil {
			return err
		}
	}
	return nil
}

// applyAll moves all components, stretch by stretch.
func (w weights) applyAll(members [][]float64, a after) error {
	components := len(members[0])
	return parallel.EachWith((components+stretch-1)/stretch, func() func(int) error {
		var r room
		return func(i int) error {
			w.apply(members, nil, i*stretch, min(components, (i+1)*stretch), a, &r)
			return nil
		}
	})
}

// locally updates each patch with weights of its own.
func (f EnKF) locally(members [][]float64, past [][][]float64, e observed, o Observations, a after) error {
	patches, distance, err := f.Localisation.filled(len(members[0]), o)
	if err != nil {
		return err
	}
	same := unchanged(len(members)).turned(a.turn)
	vicinity := f.Localisation.vicinity(o, distance)
	return parallel.EachWith(len(patches), func() func(int) error {
		var r room
		return func(i int) error {
			w := same
			if near, root := vicinity.near(f.Localisation.Places[i]); len(near) > 0 {
				found, err := e.whitened(near, root).weigh(f.Scheme, 0)
				if err != nil {
					return err
				}
				w = found.turned(a.turn)
			}
			w.apply(members, patches[i], 0, 0, a, &r)
			for _, p := range past {
				w.apply(p, patches[i], 0, 0, after{inflation: 1}, &r)
			}
			return nil
		}
	})
}
