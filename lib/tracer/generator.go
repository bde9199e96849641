package tracer

// A generator is the rate of change of a tracer without its sources, dc/dt = L c, as a matrix: with [Fromm] or [Upwind] the scheme is linear.
// Each row holds its own cell and two to each side along both axes.
type generator struct {
	*kernel
	loss float64
	// places of the nine in each row; where one lies beyond an end its weight is 0 and its place any.
	places         [][9]int32
	openX, openY   []bool // faces that tracer diffuses through, and across which slopes are taken
	steep          float64
	weights        [][9]float64
	at             float64 // the time whose flow the weights are of
	assembled      bool
	steady         bool
	flow           Flow
	streamfunction []float64 // room
}

// Positions in a row: the cell, and those before and behind along each axis.
const (
	here = iota
	west1
	west2
	east1
	east2
	south1
	south2
	north1
	north2
)

func newGenerator(m *Model) *generator {
	k := m.kernel
	g := &generator{kernel: k, loss: m.losing(), places: make([][9]int32, k.ny*k.nx), weights: make([][9]float64, k.ny*k.nx), steady: len(m.Flow.Psi) == 1,
		flow: m.Flow, streamfunction: make([]float64, len(m.Flow.Psi[0].Values)), steep: 0.25}
	if k.scheme == Upwind {
		g.steep = 0
	}
	g.openX, g.openY = make([]bool, k.ny*(k.nx+1)), make([]bool, (k.ny+1)*k.nx)
	for i := range g.openX {
		g.openX[i] = true
	}
	for i := range g.openY {
		g.openY[i] = true
	}
	for j, shut := range k.shutX {
		for _, i := range shut {
			g.openX[j*(k.nx+1)+i] = false
		}
	}
	for j, shut := range k.shutY {
		for _, i := range shut {
			g.openY[j*k.nx+i] = false
		}
	}
	for j := range k.ny {
		for i := range k.nx {
			row := &g.places[j*k.nx+i]
			for q, d := range [9][2]int{here: {}, west1: {0, -1}, west2: {0, -2}, east1: {0, 1}, east2: {0, 2}, south1: {-1, 0}, south2: {-2, 0}, north1: {1, 0}, north2: {2, 0}} {
				row[q] = int32(wrap(j+d[0], k.ny)*k.nx + wrap(i+d[1], k.nx))
			}
		}
	}
	return g
}

// face is what passes a face, as weights of the two cells before it and the two behind: the flux of water times the upwind value there, less
// what diffuses. before, at and behind say whether the face before, this one and the one behind are open.
func (g *generator) face(flux, spread float64, before, at, behind bool) (w [4]float64) {
	if flux >= 0 {
		w[1] = flux
		if before {
			w[0], w[1] = w[0]-g.steep*flux, w[1]+g.steep*flux
		}
		if at {
			w[1], w[2] = w[1]-g.steep*flux, w[2]+g.steep*flux
		}
	} else {
		w[2] = flux
		if at {
			w[1], w[2] = w[1]+g.steep*flux, w[2]-g.steep*flux
		}
		if behind {
			w[2], w[3] = w[2]+g.steep*flux, w[3]-g.steep*flux
		}
	}
	if at {
		w[1], w[2] = w[1]+spread, w[2]-spread
	}
	return w
}

// assemble sets the weights to those at a time.
func (g *generator) assemble(t float64) {
	if g.assembled && (g.steady || g.at == t) {
		return
	}
	g.at, g.assembled = t, true
	psi := g.flow.psi(t, g.streamfunction)
	ny, nx, w := g.ny, g.nx, g.nx+1
	for at := range g.weights {
		g.weights[at] = [9]float64{here: -g.loss}
	}
	add := func(cell int, by float64, face [4]float64, positions [4]int) {
		row := &g.weights[cell]
		for q, p := range positions {
			row[p] += by * face[q]
		}
	}
	for j := range ny {
		by := g.inverse[j]
		for i := range w {
			flux := psi[j*w+i] - psi[(j+1)*w+i]
			first, last := i == 0, i == nx
			if !g.roundX && (first && flux > 0 || last && flux < 0) {
				continue // what comes in is not of the state
			}
			before := (i-1+nx)%nx + j*w
			behind := (i+1)%nx + j*w
			if !g.roundX {
				before, behind = j*w+max(i-1, 0), j*w+min(i+1, nx)
			}
			f := g.face(flux, g.spreadX[j]*g.mixX.at(j*w+i), g.openX[before], g.openX[j*w+i], g.openX[behind])
			if !last {
				add(j*nx+i, by, f, [4]int{west2, west1, here, east1})
			}
			if !first {
				add(j*nx+i-1, -by, f, [4]int{west1, here, east1, east2})
			}
		}
	}
	for j := range ny + 1 {
		first, last := j == 0, j == ny
		before, behind := (j-1+ny)%ny, (j+1)%ny
		if !g.roundY {
			before, behind = max(j-1, 0), min(j+1, ny)
		}
		for i := range nx {
			flux := psi[j*w+i+1] - psi[j*w+i]
			if !g.roundY && (first && flux > 0 || last && flux < 0) {
				continue
			}
			f := g.face(flux, g.spreadY[j]*g.mixY.at(j*nx+i), g.openY[before*nx+i], g.openY[j*nx+i], g.openY[behind*nx+i])
			if !last {
				add(j*nx+i, g.inverse[j], f, [4]int{south2, south1, here, north1})
			}
			if !first {
				add((j-1)*nx+i, -g.inverse[j-1], f, [4]int{south1, here, north1, north2})
			}
		}
	}
}
