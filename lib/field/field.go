package field

// An Axis is what values are laid out along: time, a coordinate, a wave number. Its values
// ascend or descend strictly, and are finite; [Axis.Check] says so.
type Axis struct {
	// Name as it stands on a figure: "time", "x".
	Name string
	// Unit as it stands in brackets: "s", "m". Empty: dimensionless, or not known.
	Unit string
	// Values along the axis, one for each point.
	Values []float64
}

// A Column is one measured quantity of a [Series].
type Column struct {
	Name, Unit string
	Values     []float64
	// Missing[i] says that Values[i] was not measured; nil says that none is missing. What
	// Values holds there has no meaning (the readers of this package put a NaN).
	Missing []bool
}

// A Series is columns over one axis, usually time.
type Series struct {
	Axis    Axis
	Columns []Column
}

// A Grid is one quantity on the points of a rectangular grid: row-major, so the last axis is the
// fastest. Axes may be unevenly spaced.
type Grid struct {
	Name, Unit string
	Axes       []Axis
	Values     []float64
	// Missing[i] says that Values[i] has no meaning (land in an ocean field); nil: none is missing.
	Missing []bool
}

// An Array is numbers of any shape, row-major. In [Samples] its first axis counts the samples.
type Array struct {
	// Shape is the length of each axis. Empty: one number.
	Shape  []int
	Values []float64
}

// Samples are pairs to learn from: what goes into a model, and what should come out. The first
// axis of each counts the samples.
type Samples struct {
	X, Y Array
}

// Progress is what a long computation reports as it runs, to an Observe func(Progress) error.
type Progress struct {
	// Step of Total steps are done. Total is 0 when it isn't known beforehand.
	Step, Total int
	// Values at this step, in the order they are shown: the loss, a temperature.
	Values []Value
}

// A Value is a number with its name.
type Value struct {
	Name  string
	Value float64
}
