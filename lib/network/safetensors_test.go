package network_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sublunar/lib/network"
)

// Weights of every architecture go out and come in the same; those of another network don't.
func TestWeightsGoOutAndIn(t *testing.T) {
	for name, n := range architectures {
		p := plan(t, n, 2, 1)
		path, theta := filepath.Join(t.TempDir(), "weights.safetensors"), p.Start(7)
		if err := p.SaveWeights(path, theta); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got, err := p.LoadWeights(path); err != nil || !slices.Equal(got, theta) {
			t.Errorf("%s: %v became %v (%v)", name, theta, got, err)
		}
		if err := p.SaveWeights(path, theta[1:]); err == nil || !strings.Contains(err.Error(), "parameters to save") {
			t.Errorf("%s: one weight too few: %v", name, err)
		}
		for _, other := range []network.Network{network.MLP{Hidden: []int{50}}, network.Pirate{Width: 3, Blocks: 2}} {
			_, err := plan(t, other, 2, 1).LoadWeights(path)
			if err == nil || !strings.Contains(err.Error(), "has the shape") && !strings.Contains(err.Error(), "has no array") {
				t.Errorf("%s as %T: %v", name, other, err)
			}
		}
	}
	if _, err := plan(t, network.MLP{Hidden: []int{5}}, 2, 1).LoadWeights("nowhere"); err == nil {
		t.Error("a file that isn't there is read")
	}
}
