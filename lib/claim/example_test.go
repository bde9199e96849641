package claim_test

import "sublunar/lib/claim"

func Example() {
	claim.Check("sigma", 10.02, claim.Relative(0.005), 10, "Lorenz 1963")
	claim.AtMost("held-out error", 0.31, 0.25, "the cycle baseline")
	// Output:
	// ✓ held: sigma = 10.02, within 0.5% of 10 (Lorenz 1963)
	// ✗ failed: held-out error = 0.31, not at most 0.25 (the cycle baseline)
}

func ExampleOn() {
	data := "my-own.csv"
	pelts := claim.On(data == "", "the Hudson's Bay pelts")
	pelts.Check("alpha (1/yr)", 0.81, claim.Absolute(0.06), 0.547, "Carpenter 2018")
	// Output:
	// ○ not applicable: alpha (1/yr) = 0.81; within 0.06 of 0.547 is a claim about the Hudson's Bay pelts (Carpenter 2018)
}

func ExampleHint() {
	claim.Hint("Is the room's temperature added back?").Check("misfit of the exact law (K²)", 400, claim.Absolute(1e-9), 0, "by definition")
	// Output:
	// ✗ failed: misfit of the exact law (K²) = 400, not within 1e-09 of 0 (by definition). Hint: Is the room's temperature added back?
}
