package domain

import (
	"errors"
	"fmt"
)

// What a region or a request can have wrong. The errors returned wrap these and say what to change.
var (
	// ErrEmpty is of a region that holds no points: bounds reversed or equal, a radius that isn't
	// positive, a difference that leaves nothing.
	ErrEmpty = errors.New("domain: the region is empty")
	// ErrNotFinite is of a NaN or an infinity among the numbers that describe a region.
	ErrNotFinite = errors.New("domain: not a finite number")
	// ErrPolygon is of a polygon that crosses or touches itself, or has fewer than 3 corners.
	ErrPolygon = errors.New("domain: not a simple polygon")
	// ErrAxis is of an axis that the region doesn't have, or that two parts of it both have.
	ErrAxis = errors.New("domain: axes don't fit")
	// ErrDimension is of points or settings for another number of axes.
	ErrDimension = errors.New("domain: wrong number of dimensions")
	// ErrPart is of a part of the boundary that there isn't.
	ErrPart = errors.New("domain: no such part of the boundary")
	// ErrCount is of a number of points that can't be given.
	ErrCount = errors.New("domain: wrong number of points")
	// ErrFormula is of a region for which no formula is known.
	ErrFormula = errors.New("domain: no formula is known")
)

func axisTwice(name string) error {
	return fmt.Errorf("%w: two axes are called %q; rename one", ErrAxis, name)
}
