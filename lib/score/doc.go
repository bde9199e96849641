// Package score judges a forecast that says how sure it is, an ensemble x_1 ... x_N or an interval, against the value y that came true.
//
// The continuous ranked probability score is the distance between the forecast's distribution F and a step at y, in the unit of y; less is
// better, and for a single member it is the absolute error:
//
//	CRPS = ∫ (F(z) - [z >= y])² dz = E|X - y| - E|X - X'|/2
//
// (Gneiting and Raftery 2007, doi:10.1198/016214506000001437). [CRPS] takes the ensemble for the whole distribution; [FairCRPS] takes it
// for a sample of one, and so may compare ensembles of different size (Ferro 2014, doi:10.1002/qj.2270). [Energy] is the same for vectors,
// with Euclid's distance for the absolute value: it sees wrong correlations too.
//
// An ensemble is reliable where the truth can't be told from a member. Then its rank among them is even ([Ranks]; Hamill 2001,
// doi:10.1175/1520-0493(2001)129<0550:IORHFV>2.0.CO;2), intervals hold it as often as they say ([Coverage]), and the ensemble's spread is
// the error of its mean ([Spread]; Fortin and others 2014, doi:10.1175/JHM-D-14-0008.1). Reliable isn't sharp: climatology is reliable.
// CRPS rewards both.
//
// Cases that follow one another in time, or lie side by side, aren't independent, and a test that takes them for so finds faults where
// there are none. [Independent] says how many independent ones a series is worth; the tests take that number.
//
// A [Tally] adds all of these up, case by case, in memory that doesn't grow with the cases.
//
// Everything is in the units of the values.
package score
