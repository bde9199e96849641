// Package jet differentiates by Taylor mode, on graph nodes: a [Jet] is a value [batch, width] with its partial derivatives up to
// total order 4, and each operation on jets is the rule by which they follow from those of its operands:
//
//	(f g)_ij = f_ij g + f_i g_j + f_j g_i + f g_ij                 Leibniz
//	f(g)_ij  = f'(g) g_ij + f"(g) g_i g_j                          Faa di Bruno
//
// A [Set] says which partial derivatives are carried, and is closed downward.
package jet
