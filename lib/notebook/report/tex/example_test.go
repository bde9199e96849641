package tex_test

import (
	"fmt"

	"sublunar/lib/notebook/report/tex"
)

func ExampleMathML() {
	ml, err := tex.MathML(`\frac{1}{2}`, false)
	fmt.Println(ml, err)
	_, err = tex.MathML(`\wobble{x}`, false)
	fmt.Println(err)
	// Output:
	// <math alttext="\frac{1}{2}"><mrow><mfrac><mn>1</mn><mn>2</mn></mfrac></mrow></math> <nil>
	// tex: \wobble is not known
}
