package sindy

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"go/token"
	"math"
	"strconv"
	"strings"
)

// LaTeX writes the equations for a paper, one in a line of an aligned environment. Digits are those
// that the coefficient's interval leaves.
func (m *Model) LaTeX() string {
	var lines []string
	for v, eq := range m.Equations {
		left := `\dot{` + latexName(m.Variables[v]) + "}"
		if m.Space != nil {
			left = latexName(m.Variables[v]) + "_{" + m.Time.Name + "}"
		}
		right := m.latexSum(v, eq.Coefficients, eq.Errors)
		if eq.Denominator != nil {
			right = `\frac{` + right + "}{" + m.latexSum(v, eq.Denominator, eq.DenominatorErrors) + "}"
		}
		lines = append(lines, left+" &= "+right)
	}
	return "\\begin{aligned}\n" + strings.Join(lines, " \\\\\n") + "\n\\end{aligned}"
}

// latexSum writes terms with their coefficients, of a variable's equation.
func (m *Model) latexSum(v int, coefficients, errors []float64) string {
	sum := ""
	for k, c := range coefficients {
		if c == 0 {
			continue
		}
		sign := "+"
		if c < 0 {
			sign = "-"
		}
		if sum != "" || sign == "-" {
			sum += " " + sign + " "
		}
		sum += latexNumber(math.Abs(c), m.Equations[v].interval95()*errors[k]) + m.latex(v, k)
	}
	if sum == "" {
		return "0"
	}
	return strings.TrimSpace(sum)
}

// latex is a term as it stands in a variable's equation.
func (m *Model) latex(v, k int) string {
	t := m.Library[k]
	if m.PerCapita {
		t = t.times(variable(v, len(m.Variables)))
	}
	text := latexOf(t, m.Variables, m.Space)
	if text == "" {
		return ""
	}
	return `\, ` + text
}

func latexOf(t Term, variables, axes []string) string {
	var parts []string
	for v, p := range t.Powers {
		switch {
		case p == 1:
			parts = append(parts, latexName(variables[v]))
		case p > 1:
			parts = append(parts, latexName(variables[v])+"^{"+strconv.Itoa(p)+"}")
		}
	}
	for _, f := range t.Functions {
		name := f.LaTeX
		if name == "" {
			name = `\mathrm{` + f.Name + "}"
		}
		parts = append(parts, name)
	}
	text := strings.Join(parts, ` `)
	if t.derivative() > 0 {
		text = `\partial_{` + scope{variables, axes}.index(t.Orders) + `} (` + text + ")"
	}
	for _, f := range t.Times {
		text = strings.TrimSpace(text + " " + latexOf(f, variables, axes))
	}
	return text
}

// latexName sets a name of several letters upright.
func latexName(name string) string {
	if len([]rune(name)) == 1 {
		return name
	}
	return `\mathrm{` + strings.ReplaceAll(name, "_", `\_`) + "}"
}

func latexNumber(c, half float64) string {
	digits := 6
	if half > 0 && !math.IsInf(half, 0) {
		digits = min(6, max(1, 2+int(math.Floor(math.Log10(c)))-int(math.Floor(math.Log10(half)))))
	}
	text := strconv.FormatFloat(c, 'g', digits, 64)
	if mantissa, exponent, ok := strings.Cut(text, "e"); ok {
		n, _ := strconv.Atoi(exponent)
		return mantissa + ` \cdot 10^{` + strconv.Itoa(n) + "}"
	}
	return text
}

// Go writes the right side as a Go file with a function that takes the state and writes the rates, with
// all digits, and needs nothing but the standard library.
func (m *Model) Go(packageName, function string) (string, error) {
	if !token.IsIdentifier(packageName) || !token.IsIdentifier(function) {
		return "", fmt.Errorf("sindy: a package %q with a function %q; give two Go names", packageName, function)
	}
	if m.Space != nil {
		return "", errors.New("sindy: a law of fields has no right side of a state; its terms are in Equations")
	}
	var body strings.Builder
	needsMath := false
	for v, eq := range m.Equations {
		right, err := m.goSum(v, eq.Coefficients)
		if err != nil {
			return "", err
		}
		if eq.Denominator != nil {
			below, err := m.goSum(v, eq.Denominator)
			if err != nil {
				return "", err
			}
			right = "(" + right + ") / (" + below + ")"
		}
		needsMath = needsMath || strings.Contains(right, "math.")
		fmt.Fprintf(&body, "dx[%d] = %s // %s\n", v, right, eq.Of)
	}
	imports := ""
	if needsMath {
		imports = "import \"math\"\n\n"
	}
	source := fmt.Sprintf("package %s\n\n%s// %s writes the rates of %s at a state x into dx.\nfunc %s(x, dx []float64) {\n%s}\n",
		packageName, imports, function, strings.Join(m.Variables, ", "), function, body.String())
	formatted, err := format.Source([]byte(source))
	if err != nil {
		return "", fmt.Errorf("sindy: a function's Go form doesn't parse: %w", err)
	}
	return string(formatted), nil
}

// goSum writes terms with their coefficients as a Go expression.
func (m *Model) goSum(v int, coefficients []float64) (string, error) {
	var sum []string
	for k, c := range coefficients {
		if c == 0 {
			continue
		}
		factors := []string{strconv.FormatFloat(c, 'g', -1, 64)}
		for u, p := range m.Library[k].Powers {
			for range p {
				factors = append(factors, fmt.Sprintf("x[%d]", u))
			}
		}
		for _, f := range m.Library[k].Functions {
			if f.Go == "" {
				return "", fmt.Errorf("sindy: %s has no Go form; set its Function.Go", f.Name)
			}
			factors = append(factors, f.Go)
		}
		if m.PerCapita {
			factors = append(factors, fmt.Sprintf("x[%d]", v))
		}
		sum = append(sum, strings.Join(factors, "*"))
	}
	if sum == nil {
		return "0", nil
	}
	return strings.Join(sum, " + "), nil
}

// MarshalJSON writes the equations with the terms that stand in them, by name.
func (m *Model) MarshalJSON() ([]byte, error) {
	type term struct {
		Term        string   `json:"term"`
		Coefficient float64  `json:"coefficient"`
		Error       *float64 `json:"error,omitempty"`
	}
	type equation struct {
		Of          string `json:"of"`
		Unit        string `json:"unit,omitempty"`
		Terms       []term `json:"terms"`
		Denominator []term `json:"denominator,omitempty"`
		Rows        int    `json:"rows"`
	}
	list := func(coefficients, errors []float64, names []string) []term {
		terms := []term{}
		for k, c := range coefficients {
			if c != 0 {
				t := term{Term: names[k], Coefficient: c}
				if s := errors[k]; !math.IsNaN(s) && !math.IsInf(s, 0) {
					t.Error = &s
				}
				terms = append(terms, t)
			}
		}
		return terms
	}
	out := struct {
		Variables []string   `json:"variables"`
		Space     []string   `json:"space,omitempty"`
		Time      string     `json:"time"`
		TimeUnit  string     `json:"time_unit,omitempty"`
		Equations []equation `json:"equations"`
	}{m.Variables, m.Space, m.Time.Name, m.Time.Unit, nil}
	for v, eq := range m.Equations {
		out.Equations = append(out.Equations, equation{
			Of: eq.Of, Unit: m.Units[v], Rows: eq.Rows,
			Terms: list(eq.Coefficients, eq.Errors, eq.Terms), Denominator: list(eq.Denominator, eq.DenominatorErrors, eq.Terms),
		})
	}
	return json.Marshal(out)
}
