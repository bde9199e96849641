package plot

// advance is the width of each ASCII character from space on in Helvetica, in thousandths of the size
// (Adobe's font metrics). Which font a reader has is not known; those asked for are about as wide.
var advance = [...]int{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // space ... /
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 ... ?
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ ... O
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P ... _
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` ... o
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p ... ~
}

// textWidth is about how wide text is, in pixels at a font size.
func textWidth(s string, size float64) float64 {
	sum := 0
	for _, r := range s {
		switch {
		case r >= ' ' && int(r-' ') < len(advance):
			sum += advance[r-' ']
		case r >= 0x2070 && r <= 0x209c || r == '²' || r == '³' || r == '¹':
			sum += 350
		case r >= 0x1100: // wide scripts
			sum += 1000
		default:
			sum += 600
		}
	}
	// Where neither it nor a stand-in of its width is there, readers get DejaVu Sans, which is that much wider.
	return 1.16 * float64(sum) / 1000 * size
}

// cut shortens text that is wider than there is room for.
func cut(s string, size, room float64) string {
	if textWidth(s, size) <= room {
		return s
	}
	r := []rune(s)
	for len(r) > 1 && textWidth(string(r)+"…", size) > room {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}
