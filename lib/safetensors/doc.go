// Package safetensors reads and writes arrays by name in the format of the same name
// (https://huggingface.co/docs/safetensors), which Python's libraries read and write too: the length of a header, the header as JSON, and
// the numbers, little-endian, the last axis fastest.
//
//	f := safetensors.File{Tensors: map[string]safetensors.Tensor{"layer 1 weights": safetensors.F64(weights, 2, 20)}}
//	err := f.Write("net.safetensors")
//	f, err = safetensors.Read("net.safetensors")
//	values, err := f.Tensors["layer 1 weights"].Float64s()
//
// In Python: safetensors.numpy.load_file("net.safetensors")["layer 1 weights"].
//
// A file may come from a stranger, so what is read holds to the format's own rules: a header of 100 MB at most, no name twice, the arrays one
// after another without gap or overlap until the file ends, and each as long as its shape and type say. Nothing in a file is executed.
//
// Nothing but the standard library is imported: an exported model carries a copy of this package.
package safetensors
