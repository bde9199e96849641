package notebook_test

import (
	"fmt"

	"sublunar/lib/notebook"
)

func Example() {
	nb := notebook.New(
		notebook.NewMarkdown("# Two and two"),
		notebook.NewCode("%%\nfmt.Println(2 + 2)", "parameters"),
	)
	nb.Cells[1].SetOutputs(1, notebook.NewStream("stdout", "4\n"))
	text, err := nb.Encode()
	if err != nil {
		fmt.Println(err)
		return
	}
	back, err := notebook.Parse(text)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(back.Title())
	fmt.Println(back.Cells[1].HasTag("parameters"), back.Cells[1].Outputs[0].Text)
	// Output:
	// Two and two
	// true 4
}

func ExampleParse_wrong() {
	_, err := notebook.Parse([]byte(`{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[
		{"cell_type":"code","id":"first","metadata":{},"source":"","outputs":[],"execution_count":"1"}]}`))
	fmt.Println(err)
	// Output: cell 1 (id first): execution_count is a string; write a whole number, or null
}

func ExampleCheckKernel() {
	nb := notebook.New()
	if err := nb.Metadata.Set("kernelspec", map[string]string{"name": "python3", "display_name": "Python 3", "language": "python"}); err != nil {
		fmt.Println(err)
	}
	fmt.Println(notebook.CheckKernel(nb))
	// Output: the notebook is for the kernel "python3" (language python), not for Go; choose the kernel "Go (sublunar)" in JupyterLab and save, or set metadata.kernelspec.name to "sublunar"
}
