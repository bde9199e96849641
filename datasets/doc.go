// Package datasets holds the data that the notebooks start from: small real records, embedded in
// the program and cited, and generators that make data from physics with a seed.
//
// LynxHare is the Hudson's Bay Company's pelts of snowshoe hares and Canadian lynx, 21 years.
//
// Systems are ordinary differential equations with their exact coefficients and good settings, for
// methods that must find them: strange attractors, oscillators, reactions, populations. Each runs with
// its own settings or the reader's, with noise or without.
//
//	run, err := datasets.Lorenz(datasets.Trajectory{Samples: 10_000, Noise: 0.01, Seed: 1})
//	for _, s := range datasets.Systems() {
//		run, err := s.Run(datasets.Trajectory{})
//		fmt.Println(s.Name, s.Law["x'"])
//	}
//
// Sizes and times are dimensionless. Sprott's flows and several others of the list are gathered, with
// characteristic times, by Gilpin (2021), doi:10.48550/arXiv.2110.05266.
package datasets
