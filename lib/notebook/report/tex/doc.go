// Package tex turns TeX maths into MathML, which every current browser draws by itself: no script,
// no fonts to carry, and it can be read aloud and copied.
//
// It knows what physics notebooks write: fractions, roots, scripts, primes, Greek, accents, named
// functions and operators, sums and integrals with limits, stretched fences, alphabets (\mathbf,
// \mathbb, \mathcal, ...), text, and the environments aligned, align, gather, split, cases, array,
// matrix and its kin. Macros can't be defined. What it does not know is an error that names the
// command, so that a page can show the source instead of wrong maths.
//
// The output follows MathML Core (https://www.w3.org/TR/mathml-core/): alphabets are Unicode's own
// letters, since browsers dropped the mathvariant attribute. It never contains markup from its
// input: all text is escaped.
package tex
