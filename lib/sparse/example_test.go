package sparse_test

import (
	"fmt"

	"sublunar/lib/sparse"
)

// chosen prints the columns that a solver chooses of 12, of which the law has 1, 4 and 7.
func chosen(s sparse.Solver) {
	a, b := made(200, 12, law, 0.5, 1)
	gram := sparse.NewGram(12, 1)
	if err := gram.AddRows(a, b); err != nil {
		fmt.Println(err)
		return
	}
	choice, err := s.Choose(&sparse.Problem{Gram: gram})
	if err != nil {
		fmt.Println(err)
		return
	}
	for k, in := range choice.Columns {
		if in {
			fmt.Print(k, " ")
		}
	}
	fmt.Println()
}

func ExampleSTLSQ() {
	chosen(sparse.STLSQ{Threshold: 0.2})
	// Output: 1 4 7
}

func ExampleBackward() {
	chosen(sparse.Backward{Times: 4})
	// Output: 1 4 7
}

func ExampleSSR() {
	chosen(sparse.SSR{})
	// Output: 1 4 7
}

func ExampleFROLS() {
	chosen(sparse.FROLS{})
	// Output: 1 4 7
}

func ExampleSR3() {
	chosen(sparse.SR3{})
	// Output: 1 4 7
}

func ExampleRidge() {
	chosen(sparse.Ridge{Penalty: 1e-3})
	// Output: 1 4 7
}

func ExampleMSTLSQ() {
	chosen(sparse.MSTLSQ{})
	// Output: 1 4 7
}

// The best sums of each number of columns, proven.
func ExampleSubset_exact() {
	chosen(sparse.Subset{Exact: true})
	// Output: 1 4 7
}

// The number of terms by how well parts of the rows that were left out are told, from their Grams.
func ExampleCrossValidation() {
	a, b := made(200, 12, law, 0.5, 1)
	var parts []*sparse.Gram
	for i := range 10 {
		part := sparse.NewGram(12, 1)
		if err := part.AddRows(a[i*20*12:(i+1)*20*12], b[i*20:(i+1)*20]); err != nil {
			fmt.Println(err)
		}
		parts = append(parts, part)
	}
	gram, err := sparse.Sum(parts...)
	if err != nil {
		fmt.Println(err)
	}
	choice, err := sparse.Subset{By: sparse.CrossValidation{}}.Choose(&sparse.Problem{Gram: gram, Parts: parts})
	fmt.Println(choice.Columns[1], choice.Columns[4], choice.Columns[7], err)
	// Output: true true true <nil>
}
