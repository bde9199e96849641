// Package datasets holds the data that the notebooks start from: small real records, embedded in
// the program and cited, and generators that make data from physics with a seed.
//
// LynxHare is the Hudson's Bay Company's pelts of snowshoe hares and Canadian lynx, 21 years.
//
// # The zoo
//
// Systems are laws of motion x' = f(x) whose coefficients are known exactly: convection and weather
// (Lorenz, Lorenz84, Lorenz96), strange attractors (Rossler, Thomas, Chua, SprottB to SprottS),
// mechanics (Pendulum, Duffing, HenonHeiles, EulerTop) and life (LotkaVolterra, SIR, HindmarshRose).
// Forced have a known input, x' = f(x, u(t)), which is a column of their data; Maps go from step to
// step. Find takes one by its name.
//
//	run, err := datasets.Lorenz(datasets.Trajectory{Samples: 10_000, Noise: 0.01, Seed: 1})
//
//	for _, s := range datasets.Systems() {
//		run, err := s.Run(datasets.Trajectory{})
//		s.Coefficients["x'"]["y"] ...
//	}
//
// A run is a field.Series: a column for each variable over "time". Without noise every step in it is
// exact to about 1e-12 of the variables' spread, as it is integrated by lib/ode at a tolerance of
// rounding. Each system brings a step and a length that suit it, in the manner of Gilpin (2021,
// doi:10.48550/arXiv.2110.05266): 100 to 200 samples a turn, some tens of turns.
//
// The right side is computed from System.Coefficients, so what is printed, what is followed and what a
// method is scored against are the same numbers. A System is a plain struct: change a coefficient, or
// write a law of your own, and Run it.
//
// # Fields
//
// Burgers, InviscidBurgers, KdV, KS, NLS, ReactionDiffusion and NavierStokes are fields over time and
// space, solved by lib/pde: an Evolution holds them with their exact coefficients, and with noise where
// it is asked for.
//
// # Sensors and films
//
// Dye, ConvectionSensors, RingSensors and Shaken are movies, frame by frame, with few numbers behind them; LorenzModes is many short
// runs of Lorenz's system seen by 128 sensors, through cubes.
//
// # Pairs for operators
//
// Darcy and BurgersPairs are field.Samples: X is what goes into an operator, Y what should come out. They are made by lib/pde from Gaussian
// random fields, many at once; Pairs.Cache keeps them on disk, chunk by chunk, so that an interrupted run goes on from where it was.
//
//	all, err := datasets.Darcy(datasets.Pairs{Count: 1200, Side: 64, Seed: 7, Cache: "data"})
//	train, test := all.Split(1000)
//
// Histories are many runs of one law, [runs, frames, points...]: Flows, and those of a Scenario of APEBench. Windows are pairs cut from
// them, frames that go in and frames that come out, without a copy.
//
//	ks, err := datasets.APEBench("KS")
//	train, err := ks.Train(datasets.Runs{})
//	steps, err := train.Windows(1, 1)
//
// DarcyOnDisk and FlowsOnDisk leave a set that is too large for memory in its cache, and read a sample as it is asked for.
//
// ReadPairs and ReadHistories read sets that others made: .npz files, and HDF5 in the layout of PDEBench. OpenPairs and OpenHistories leave
// them on disk, and read a pair or a run as it is asked for.
//
// # The sea
//
// ReadFloats reads Argo's profiles, as its data centres give them or as a table, and picks what is good at one pressure; a Rehearsal is floats in a sea
// that is known everywhere, to try a method on first. Coastline and LandMask are the world's shores.
//
// All is dimensionless unless Units and TimeUnit say otherwise.
package datasets
