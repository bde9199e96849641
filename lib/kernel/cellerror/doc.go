// Package cellerror tells a person what went wrong in a cell: the message first, then the lines of their own cells that led
// there, and nothing of the runtime's or a library's stack.
//
//	panic: runtime error: index out of range [5] with length 3
//	In [3], line 2: return xs[i]
//	In [3], line 6: fmt.Println(pick(xs, len(xs)+2))
//	(the whole trace: .sublunar/last-trace.txt)
//
// A [Writer] stands between a cell's program and Jupyter's stderr. It passes everything on at once, but holds back what the
// runtime prints of a panic, and package must before one; [Writer.End] makes an [Error] of that. [Compiler] does the same for
// what the compiler says. Where nothing is recognised, nothing is changed: the text reaches the person as it was.
//
// It is linked into GoNB (see package kernel, gonb.go), which knows what cell a line of the program stands in, and so serves
// every page: JupyterLab, VS Code, `sublunar run`.
package cellerror
