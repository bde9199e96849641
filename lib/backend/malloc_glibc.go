//go:build cgo && !noxla && linux && (amd64 || arm64)

package backend

/*
#include <malloc.h>

static void keepMemory(void) {
#ifdef __GLIBC__
	mallopt(M_MMAP_THRESHOLD, 1 << 25); // the most it takes
	mallopt(M_TRIM_THRESHOLD, 1 << 30);
	mallopt(M_ARENA_MAX, 1); // others than the first are too small to hold such blocks
#endif
}
*/
import "C"

// keepMemory tells the C library to keep what XLA frees, up to 1 GB, instead of giving it back. XLA asks for its scratch memory anew in
// each execution, and the kernel then clears it page by page: a third of the processor time of the gradient of a 4 x 64 network on
// 10,000 points (18.1 us a point before, 12.5 after; float64).
func keepMemory() { C.keepMemory() }
