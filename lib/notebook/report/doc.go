// Package report turns executed notebooks into what a reader keeps: one .html file that works
// offline, and manifest.json, which says what was run, with what, and what came out.
//
// # The page
//
// [HTML] writes a page that holds all it needs. Figures are drawn alive by Vega, carried inside the
// file (only where there is a figure); where scripts are off, in print and before Vega has started,
// the figure's SVG stands in. Maths is MathML, made from TeX by package tex.
//
// # Trust
//
// A notebook may come from a stranger, and its page must not be able to do more than be read:
//
//   - Markdown and text/html pass an allow-list of tags and attributes (sanitise.go). What is not
//     on it is left out, and the page says so.
//   - SVG is shown through <img>, where browsers run no script and load nothing.
//   - Vega expressions run in Vega's interpreter, not as JavaScript; its loader refuses every URL.
//   - A Content-Security-Policy lets only the page's own scripts run, by their hashes, and allows
//     no network at all, should one of the above have a hole.
//
// text/javascript and widgets are not shown. Images on the web are not loaded: their address is
// given as a link. Images in files beside the notebook are put into the page when [Meta.Files] is set.
//
// # The manifest
//
// [Manifest] is deterministic: the same values give the same bytes, and nothing in it is a path of
// the machine. [ReadMachine], [ReadCommit] and [ReadVersions] collect what it needs and leave empty what they
// can't find out; none of them uses the network.
package report
