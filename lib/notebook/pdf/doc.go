// Package pdf makes a page of PDF of a figure's SVG: vectors stay vectors, text stays text, in fonts that the file holds, and the page is of the
// figure's size, 96 pixels an inch, so that LaTeX takes it as it is.
//
// It draws what lib/plot writes, and as much of SVG as such figures are made of: rectangles, lines, circles, ellipses, polygons, paths, text on one
// line, PNG pictures, groups that are moved, turned or scaled, and pictures in pictures that clip. What else there is would be missing from the
// page, so it is an error that names it: a stylesheet, a gradient, a filter, a script.
//
// Text is set in Liberation Sans, which has the widths of Helvetica and Arial; signs that it lacks come from DejaVu Sans.
//
// The same SVG gives the same bytes: no times, no names of a machine.
package pdf
