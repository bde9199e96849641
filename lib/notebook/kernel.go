package notebook

import (
	"fmt"
	"strings"
)

// Kernel returns the name and language of the notebook's kernelspec; the language is language_info's
// where the kernelspec names none. Either may be "".
func (nb *Notebook) Kernel() (name, language string) {
	var spec, info struct{ Name, Language string }
	// A badly typed field reads as absent here: Validate has said what is wrong with it.
	_, _ = nb.Metadata.Get("kernelspec", &spec)
	_, _ = nb.Metadata.Get("language_info", &info)
	if spec.Language == "" {
		spec.Language = info.Name
	}
	return spec.Name, spec.Language
}

// CheckKernel returns nil when the notebook is for a Go kernel: sublunar, gonb, or any other of
// language go. Otherwise its error says which kernel the notebook wants.
func CheckKernel(nb *Notebook) error {
	name, language := nb.Kernel()
	const mend = `choose the kernel "Go (sublunar)" in JupyterLab and save, or set metadata.kernelspec.name to "sublunar"`
	switch {
	case name == "sublunar" || name == "gonb":
		return nil
	case strings.EqualFold(language, "go"):
		return nil
	case name == "" && language == "":
		return fmt.Errorf("the notebook names no kernel; %s", mend)
	case language == "":
		return fmt.Errorf("the notebook is for the kernel %q, not for Go; %s", name, mend)
	}
	return fmt.Errorf("the notebook is for the kernel %q (language %s), not for Go; %s", name, language, mend)
}
