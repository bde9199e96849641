// Package plot draws a figure once for every reader: a Vega-Lite specification, alive in JupyterLab
// (tooltips, pan, zoom, sliders), an SVG for GitHub, print and other pages, and a line of text for a
// terminal, all in one notebook output.
//
//	plot.Lines(series).Show()                                    // a field.Series labels its own axes
//	plot.Overlay(plot.Points(data), plot.Lines(model)).LogY().Show()
//	plot.Heatmap(grid).Diverging(0).Title("vorticity").Show()
//
// # Figures
//
// [Lines], [Points], [Band], [Path], [Scatter], [Heatmap], [Contour], [Quiver], [Frames] and what is under Maps make a
// [Figure]; [Overlay] lays figures over one another, [Multiples] sets them side by side. Methods of a
// Figure change it and return it. An error in the data or in a setting is kept and returned by what
// draws: [Figure.Show], [Figure.SVG], [Figure.VegaLite], [Figure.WriteFile].
//
// A grid of two axes is drawn with Axes[0] upward and Axes[1] to the right. Missing values, NaN and
// infinities leave gaps. On a log axis a value that isn't positive is an error, never dropped.
//
// # Maps
//
// [Map] draws a grid on the ground: 30°N and 60°W on the axes, in the ground's proportions, land in grey. Over it go [Coast],
// [Quiver] with an arrow of a round length as its scale, [Spots] coloured on the field's scale, and [Tracks]. [Film] and
// [Frames] move all of it by a slider that works in a saved page, too.
//
//	plot.Overlay(plot.Map(temperature), plot.Coast(shores...), plot.Quiver(u, v), plot.Spots(lon, lat, seen)).Show()
//
// # Readable by everyone
//
// Categories take the colours of Okabe and Ito (2008, https://jfly.uni-koeln.de/color/), each with a
// dash and a marker of its own, so that a figure reads in grey. Fields take viridis or cividis (Nunez
// et al. 2018, doi:10.1371/journal.pone.0199239), whose lightness only rises; [Figure.Diverging] a
// blue-orange map about a centre.
//
// # Size
//
// Axes, lines and text are vectors. A field of more than 64 x 64 cells, in all its panels, is a PNG
// inside the axes, of at most 1024 pixels a side; blocks of it answer the pointer. A line of more than
// 2000 points is thinned to the first, last, least and greatest of each of 500 stretches, which looks
// the same at the size it is drawn; of more than 5000 points in a scatter, 5000 are shown, and the
// figure says so.
//
// # While something runs
//
// [Live] draws values as they come, [Bar] how much is done and how long is left. Both keep to one
// output. Under SUBLUNAR_HEADLESS=1 they keep only a late state and cost next to nothing.
//
// Every cell links this package, so outside the standard library it imports only field and gonbui.
package plot
