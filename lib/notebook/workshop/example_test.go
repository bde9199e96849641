package workshop_test

import (
	"fmt"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/workshop"
)

func ExampleMake() {
	nb := notebook.New(
		notebook.NewMarkdown("**Exercise.** How long does one small swing of a pendulum take?"),
		notebook.NewCode(`func period(length float64) float64 {
	// BEGIN SOLUTION: take g = 9.81 m/s²
	return 2 * math.Pi * math.Sqrt(length/9.81)
	// END SOLUTION
}`, workshop.TagSolution),
		notebook.NewCode(`%%
claim.Hint("Does it grow as the root?").Check("of four metres and one", period(4)/period(1), claim.Relative(1e-9), 2, "exact")`),
	)
	sheet, err := workshop.Make(nb)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range sheet.Student().Cells {
		fmt.Println(c.Source)
	}
	fmt.Println(sheet.Points(), "point")
	// Output:
	// **Exercise.** How long does one small swing of a pendulum take?
	// func period(length float64) float64 {
	// 	// take g = 9.81 m/s²
	// 	// YOUR CODE HERE
	// 	panic(errors.New("still to be written: see the task above"))
	// }
	// %%
	// defer claim.Lesson("Does it grow as the root?")()
	// claim.Hint("Does it grow as the root?").Check("of four metres and one", period(4)/period(1), claim.Relative(1e-9), 2, "exact")
	// 1 point
}
