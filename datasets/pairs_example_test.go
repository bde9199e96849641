package datasets_test

import (
	"fmt"

	"sublunar/datasets"
)

func ExampleBurgersPairs() {
	all, err := datasets.BurgersPairs(datasets.Pairs{Count: 3, Side: 32, Fine: 128})
	if err != nil {
		fmt.Println(err)
		return
	}
	train, test := all.Split(2)
	fmt.Println(train.X.Shape, train.Y.Shape, test.Len())
	fmt.Printf("from %.4g to %.4g\n", train.X.Values[0], train.Y.Values[0])
	// Output:
	// [2 32] [2 32] 1
	// from 0.2208 to 0.002589
}
