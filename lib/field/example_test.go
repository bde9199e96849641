package field_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"

	"sublunar/lib/field"
)

// A table as a person types it: units in the head, comments, a missing value.
func ExampleParseCSV() {
	pelts, err := field.ParseCSV([]byte(`# the first years of the Hudson's Bay record
time (yr), hare (thousands), lynx (thousands)
1900, 30.0, 4.0
1901, 47.2, 6.1
1902, NA,   9.8
1903, 77.4, 35.2
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(pelts)
	_, err = pelts.Column("fox")
	fmt.Println(err)
	// Output:
	// 2 columns over time (yr): 4 points, 1900 to 1903
	//   hare (thousands)  30 to 77.4, 1 missing
	//   lynx (thousands)  4 to 35.2
	// field: there is no column "fox"; there is "hare", "lynx"
}

// Dates become days since the first of them.
func ExampleParseCSV_dates() {
	air, err := field.ParseCSV([]byte("date,CO2 [ppm]\n1958-03-29,316.19\n1958-04-05,317.31\n"))
	fmt.Println(air.Axis.Label(), air.Axis.Values, err)
	// Output:
	// date (days since 1958-03-29) [0 7] <nil>
}

// An error says where, and what to change.
func ExampleParseCSV_error() {
	_, err := field.ParseCSV([]byte("time (s),u (m/s)\n0,1.5\n1,1.7?\n"))
	fmt.Println(err)
	// Output:
	// field: CSV: line 3, column 2: (u) "1.7?" is not a number; write one, or leave the cell empty if the value is missing
}

func ExampleSeries_Window() {
	t := field.Linspace("time", "s", 0, 10, 11)
	u := field.Column{Name: "u", Unit: "m/s", Values: make([]float64, t.Len())}
	for i, t := range t.Values {
		u.Values[i] = math.Exp(-t)
	}
	early, err := field.Series{Axis: t, Columns: []field.Column{u}}.Window(0, 2.5)
	fmt.Println(early, err)
	// Output:
	// 1 column over time (s): 3 points, 0 to 2
	//   u (m/s)  0.1353 to 1 <nil>
}

// A wave on a grid: the picture at one time, and the record at one place.
func ExampleGrid() {
	t, x := field.Linspace("t", "s", 0, 1, 3), field.Linspace("x", "m", 0, 3, 4)
	u := field.Grid{Name: "u", Unit: "m", Axes: []field.Axis{t, x}}
	for _, t := range t.Values {
		for _, x := range x.Values {
			u.Values = append(u.Values, x+10*t)
		}
	}
	fmt.Println(u)
	picture, _ := u.SliceAt("t", 0.5)
	record, _ := u.Row("t", 3) // x[3] = 3 m
	fmt.Println(picture.Values, record.Columns[0].Values)
	// Output:
	// u (m) on 3 x 4 points: 0 to 13
	//   t (s): 3 points, 0 to 1
	//   x (m): 4 points, 0 to 3
	// [5 6 7 8] [3 8 13]
}

func ExampleSamples_Split() {
	all := field.Samples{X: field.NewArray(1200, 64, 64), Y: field.NewArray(1200, 64, 64)}
	train, test := all.Split(1000)
	fmt.Println(train)
	fmt.Println(test)
	// Output:
	// 1000 samples: (64, 64) to (64, 64)
	// 200 samples: (64, 64) to (64, 64)
}

// Arrays to numpy and back: numpy.load("wave.npz")["u"] in Python.
func ExampleWriteNPZ() {
	dir, err := os.MkdirTemp("", "field")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "wave.npz")
	x := field.Linspace("x", "m", 0, 1, 3)
	u := field.Array{Shape: []int{2, 3}, Values: []float64{0, 1, 2, 3, 4, math.NaN()}}
	fmt.Println(field.WriteNPZ(path, map[string]field.Array{"x": x.Array(), "u": u}))

	arrays, err := field.ReadNPZ(path)
	fmt.Println(len(arrays), err)
	t := field.Linspace("t", "s", 0, 1, 2)
	grid, err := arrays["u"].Grid("u", "K", t, x)
	fmt.Println(grid, err)
	// Output:
	// <nil>
	// 2 <nil>
	// u (K) on 2 x 3 points: 0 to 4, 1 missing
	//   t (s): 2 points, 0 to 1
	//   x (m): 3 points, 0 to 1 <nil>
}

func ExampleProgress() {
	fmt.Println(field.Progress{Step: 10, Total: 100, Values: []field.Value{{Name: "loss", Value: 0.012345}, {Name: "rate", Value: 1e-3}}})
	// Output:
	// step 10 of 100: loss 0.01235, rate 0.001
}

func ExampleOpenFrames() {
	dir, err := os.MkdirTemp("", "frames")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	movie := field.NewArray(100, 4, 6) // frames, height, width
	movie.Values[99*24] = 7
	path := filepath.Join(dir, "movie.npy")
	if err := movie.WriteNPY(path); err != nil {
		panic(err)
	}
	frames, err := field.OpenFrames(path)
	if err != nil {
		panic(err)
	}
	last := 0.0
	for frame, err := range frames.All() {
		if err != nil {
			panic(err)
		}
		last = frame[0]
	}
	fmt.Println(frames.Count, frames.Shape, last)
	// Output: 100 [4 6] 7
}
