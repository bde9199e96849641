package pdf_test

import (
	"bytes"
	"fmt"

	"sublunar/lib/notebook/pdf"
)

func ExampleDraw() {
	page, err := pdf.Draw(`<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80">
<rect width="200" height="80" fill="#eeeeee"/>
<text x="100" y="45" text-anchor="middle">∂u/∂t = ν ∂²u/∂x²</text>
</svg>`)
	if err != nil {
		panic(err)
	}
	fmt.Println(bytes.HasPrefix(page, []byte("%PDF-1.")), bytes.Contains(page, []byte("/MediaBox [0 0 150.00 60.00]")))
	_, err = pdf.Draw(`<svg width="200" height="80"><rect width="9" height="9" filter="url(#blur)"/></svg>`)
	fmt.Println(err)
	// Output:
	// true true
	// pdf: <rect>: the attribute filter is not drawn
}
