package report_test

import (
	"fmt"
	"strings"

	"sublunar/lib/notebook"
	"sublunar/lib/notebook/report"
)

func ExampleHTML() {
	cell := notebook.NewCode(`claim.Check("two and two", 2+2, claim.Absolute(0), 4, "arithmetic")`)
	claim := notebook.MIMEBundle{}
	err := claim.SetJSON(report.ClaimMIME, report.Claim{
		Name: "two and two", Status: report.ClaimHeld, Got: 4, Want: 4, Source: "arithmetic",
		Tolerance: report.Tolerance{Kind: "absolute", Words: "exactly 4"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	cell.SetOutputs(1, notebook.NewDisplay(claim, nil))
	nb := notebook.New(notebook.NewMarkdown("# Sums\n\n$2 + 2$"), cell)

	page, err := report.HTML(nb, report.Meta{Name: "sums.ipynb"})
	if err != nil {
		fmt.Println(err)
		return
	}
	html := string(page)
	fmt.Println(strings.Contains(html, "1 claim held"), strings.Contains(html, "<math"), strings.Contains(html, "http-equiv=\"Content-Security-Policy\""))
	// Output: true true true
}

func ExampleClaims() {
	nb, err := notebook.Read("testdata/drop.ipynb")
	if err != nil {
		fmt.Println(err)
		return
	}
	claims, err := report.Claims(nb)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range claims {
		fmt.Printf("cell %d: %s: %s (got %s, wanted %s)\n", c.Cell, c.Name, c.Status, c.Got, c.Wanted())
	}
	// Output:
	// cell 8: tau: held (got 1.3021, wanted within 0.5% of 1.3)
	// cell 8: terminal speed: failed (got NaN, wanted within 1% of 12.75)
	// cell 8: published radius: not applicable (got 0.1, wanted within 5% of 1)
}
