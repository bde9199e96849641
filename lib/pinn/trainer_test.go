package pinn

import (
	"testing"

	"sublunar/lib/network"
	"sublunar/lib/optim"
)

// SOAP turns each layer's weights in a basis of their own, so it is told where layers begin, but where somebody has said so.
func TestSOAPKnowsLayers(t *testing.T) {
	p := decay(0.1)
	made := func(m optim.SOAP) [][]int {
		tr, err := newTrainer(p, network.MLP{Hidden: []int{5, 4}}, Training{Method: m})
		if err != nil {
			t.Fatal(err)
		}
		defer tr.close()
		return tr.Method.(optim.SOAP).Shapes
	}
	total, matrices := 0, 0
	for _, s := range made(optim.SOAP{}) {
		size := 1
		for _, n := range s {
			size *= n
		}
		total += size
		if len(s) == 2 {
			matrices++
		}
	}
	if want := (1*5 + 5) + (5*4 + 4) + (4 + 1) + 1; total != want || matrices != 3 {
		t.Errorf("%v: %d parameters, %d matrices; want %d and 3", made(optim.SOAP{}), total, matrices, want)
	}
	if own := [][]int{{40}}; len(made(optim.SOAP{Shapes: own})) != 1 {
		t.Error("the shapes that were given are gone")
	}
}

// Points go through the graph in blocks no larger than Block, each once.
func TestBlocks(t *testing.T) {
	tr, err := newTrainer(decay(0.1), network.MLP{Hidden: []int{3}}, Training{Points: 103, Block: 10})
	if err != nil {
		t.Fatal(err)
	}
	defer tr.close()
	at := map[*group]int{}
	for _, p := range tr.objective.pieces() {
		if p.from != at[p.group] || p.to-p.from > p.size || p.size > 10 {
			t.Errorf("a block of %d from %d to %d, after %d", p.size, p.from, p.to, at[p.group])
		}
		at[p.group] = p.to
	}
	for g, to := range at {
		if to != g.points.n {
			t.Errorf("%s: %d of %d points", g.title(), to, g.points.n)
		}
	}
}
