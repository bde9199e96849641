package operator_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"

	"sublunar/lib/field"
	"sublunar/lib/operator"
)

// waves are fields of one wave each, and what they become when it is moved by a quarter of the ring.
func waves(samples, n int) field.Samples {
	s := field.Samples{X: field.NewArray(samples, n), Y: field.NewArray(samples, n)}
	for i := range samples {
		k := float64(1 + i%3)
		for j := range n {
			x := 2 * math.Pi * float64(j) / float64(n)
			s.X.Values[i*n+j] = math.Sin(k*x + float64(i))
			s.Y.Values[i*n+j] = math.Sin(k*(x-math.Pi/2) + float64(i))
		}
	}
	return s
}

// Most epochs are on a quarter and on half of the points, where they cost a quarter and half; a fifth of the samples says which epoch was best.
func ExampleTraining_resolutions() {
	fitted, err := operator.Fit(operator.FNO{Modes: []int{4}, Channels: 8, Layers: 1}, waves(60, 32), operator.Training{
		Epochs: 30, Rate: 1e-2, Batch: 8, Withhold: 0.2, Patience: 10,
		Resolutions: []operator.Resolution{{Every: 4, Epochs: 15}, {Every: 2, Epochs: 10}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	best := fitted.Stats.Validation[fitted.Stats.Kept-1]
	fmt.Printf("%d epochs; error on what was withheld below 0.05: %v\n", fitted.Stats.Epochs, best < 0.05)
	// Output:
	// 30 epochs; error on what was withheld below 0.05: true
}

// What is saved holds the projection too: the mean of each field is kept by who loads it.
func ExampleFitted_Save() {
	fno, data := operator.FNO{Modes: []int{4}, Channels: 4, Layers: 1}, waves(20, 16)
	fitted, err := operator.Fit(fno, data, operator.Training{Epochs: 1, Project: operator.KeepMean{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	path := filepath.Join(os.TempDir(), fmt.Sprintf("fit-%d.npz", os.Getpid()))
	defer os.Remove(path)
	if err := fitted.Save(path); err != nil {
		fmt.Println(err)
		return
	}
	loaded, err := operator.Load(path, fno)
	if err != nil {
		fmt.Println(err)
		return
	}
	x := field.NewArray(1, 16)
	for i := range x.Values {
		x.Values[i] = 3 + math.Sin(float64(i*i))
	}
	y, err := loaded.Predict(x)
	if err != nil {
		fmt.Println(err)
		return
	}
	change := 0.0
	for i, v := range y.Values {
		change += (v - x.Values[i]) / 16
	}
	fmt.Printf("%d epoch; the mean changes by less than 1e-5: %v\n", loaded.Stats.Epochs, math.Abs(change) < 1e-5)
	// Output:
	// 1 epoch; the mean changes by less than 1e-5: true
}
