// Package operator fits neural operators: maps from fields to fields, learned from pairs of them, that take fields on any grid.
//
//	fno := operator.FNO{Modes: []int{12, 12}, Grid: operator.Ends}
//	fitted, err := operator.Fit(fno, train, operator.Training{Epochs: 20})
//	report, err := fitted.Test(test)    // relative L2 errors; the worst first
//	y, err := fitted.Predict(x)
//
// # Shapes
//
// Fields are arrays [samples, points...], or [samples, points..., channels] where there are more quantities than one at a point; the grid
// has one to three axes. [field.Samples] hold x and y of that shape; any [Source] may read them from disk one by one. Numbers keep their units:
// each channel is scaled to mean 0 and deviation 1 by the training data alone, and scaled back.
//
// In the graph fields are [batch, points..., channels], and an [Operator] is a function on such nodes.
//
// # Grids
//
// An operator's weights don't know the grid, so what was fitted on a coarse one predicts on a fine one. How well depends on what a sum
// over points means: a [Grid] says where they lie, and transforms are integrals over the domain by the rule that suits, with waves at the points'
// true places. An FFT takes every grid for a periodic one; on fields with ends the modes it gives change with the grid.
//
// # Operators
//
// [FNO] is a convolution over the whole domain by its low modes, and a small network at each point. Its matrices may be factorised: by axis, Tucker, CP.
// Fields with ends are 0 past them, or carried on (FNO.Continue). [UFNO] has such layers on coarser and coarser grids, and [LocalFNO] sees the surroundings of
// a point besides, by derivatives and short integrals. All of these take any grid.
//
// # Which, and against what
//
// [Transolver] is a transformer over slices of the domain. [ResNet], its dilated form, [UNet] and [DeepONet] are rivals that often win on the
// grid that they were fitted to: fit them beside. [PODDeepONet] learns the amplitudes of the modes that explain most of y.
//
// # With a solver
//
// [Corrected] adds to a solver's step what a network learns that it lacks, and is trained through as many steps in a row as one likes;
// [Continued] goes on from a fit, with other data or another training.
//
// # Training
//
// AdamW, or SOAP, with a rate that rises, and falls along a cosine; relative L2 or H1 loss; the best epoch on samples withheld; and a checkpoint from which a fit
// goes on to the same bits. Parameters and moments stay on the device. A fit may begin on coarser grids, take a batch in parts, and share it over
// devices: see [Training].
//
// # Forecasts
//
// [Fitted.Rollout] goes on from its own last frame, and [Follow] judges that against the truth: error and correlation of each frame and member, and for
// how long they hold. [Still] is the forecast to beat.
//
// # Keeping
//
// [Fitted.Save] and [Load] are for files, which Python reads too; encoding/gob takes fits, reports and bands, so that a notebook's cells can pass them on.
// [Fitted.Export] is for whoever has neither this program nor GoMLX, and weights alone go out and come in by [Fitted.SaveWeights] and
// [Fitted.LoadWeights].
//
// Reference: Li, Kovachki, Azizzadenesheli, Liu, Bhattacharya, Stuart and Anandkumar 2021, doi:10.48550/arXiv.2010.08895; a review of
// the theory: Kovachki and others 2023, doi:10.48550/arXiv.2108.08481.
package operator
