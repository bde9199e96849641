package tex

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

// plain is the MathML without the wrapper, for short expectations.
func plain(t *testing.T, source string) string {
	t.Helper()
	ml, err := MathML(source, false)
	if err != nil {
		t.Fatalf("%s: %v", source, err)
	}
	wellFormed(t, source, ml)
	_, ml, _ = strings.Cut(ml, "<mrow>")
	return strings.TrimSuffix(ml, "</mrow></math>")
}

// children is how many elements each MathML element must hold: browsers drop the layout otherwise.
var children = map[string]int{
	"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3,
}

// wellFormed checks that the output is XML with the right number of children everywhere.
func wellFormed(t *testing.T, source, ml string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader(ml))
	d.Strict = true
	type open struct {
		name string
		n    int
	}
	var stack []open
	for {
		tok, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%q gives malformed MathML: %v\n%s", source, err, ml)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			if len(stack) > 0 {
				stack[len(stack)-1].n++
			}
			stack = append(stack, open{name: e.Name.Local})
		case xml.EndElement:
			top := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if want, ok := children[top.name]; ok && top.n != want {
				t.Fatalf("%q: <%s> has %d children, not %d\n%s", source, top.name, top.n, want, ml)
			}
		}
	}
	if len(stack) != 0 {
		t.Fatalf("%q leaves <%s> open", source, stack[0].name)
	}
}

func TestMathML(t *testing.T) {
	for source, want := range map[string]string{
		`x`:                   `<mi>x</mi>`,
		`3.14x`:               `<mn>3.14</mn><mi>x</mi>`,
		`x^2`:                 `<msup><mi>x</mi><mn>2</mn></msup>`,
		`x_i^2`:               `<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>`,
		`x^2_i`:               `<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>`,
		`f''`:                 `<msup><mi>f</mi><mo>′′</mo></msup>`,
		`f'_x`:                `<msubsup><mi>f</mi><mi>x</mi><mo>′</mo></msubsup>`,
		`{}^{14}C`:            `<msup><mrow></mrow><mn>14</mn></msup><mi>C</mi>`,
		`\sqrt[3]{x}`:         `<mroot><mi>x</mi><mn>3</mn></mroot>`,
		`a<b`:                 `<mi>a</mi><mo>&lt;</mo><mi>b</mi>`,
		`\mathbf{u}`:          `<mi>𝐮</mi>`,
		`\mathbb{R}`:          `<mi>ℝ</mi>`,
		`\mathcal{L}`:         `<mi>ℒ</mi>`,
		`\boldsymbol\nabla`:   `<mi>𝜵</mi>`,
		`\boldsymbol\omega`:   `<mi>𝝎</mi>`,
		`\mathrm{d}`:          `<mi mathvariant="normal">d</mi>`,
		`\Gamma`:              `<mi mathvariant="normal">Γ</mi>`,
		`\dot{x}`:             `<mover accent="true"><mi>x</mi><mo stretchy="false">˙</mo></mover>`,
		`\sum_{i=1}^n`:        `<munderover><mo>∑</mo><mrow><mi>i</mi><mo>=</mo><mn>1</mn></mrow><mi>n</mi></munderover>`,
		`\int_0^1`:            `<msubsup><mo>∫</mo><mn>0</mn><mn>1</mn></msubsup>`,
		`\not=`:               "<mo>=\u0338</mo>",
		`\text{if } x`:        "<mtext>if\u00a0</mtext><mi>x</mi>",
		`\left(x\right]`:      `<mrow><mo form="prefix" stretchy="true" fence="true">(</mo><mi>x</mi><mo form="postfix" stretchy="true" fence="true">]</mo></mrow>`,
		`\left.x\right|_0`:    `<msub><mrow><mi>x</mi><mo form="postfix" stretchy="true" fence="true">|</mo></mrow><mn>0</mn></msub>`,
		`{\rm d}x`:            `<mi mathvariant="normal">d</mi><mi>x</mi>`,
		`a % note` + "\n + b": `<mi>a</mi><mo>+</mo><mi>b</mi>`,
	} {
		if got := plain(t, source); got != want {
			t.Errorf("%s\n got %s\nwant %s", source, got, want)
		}
	}
}

// What physics notebooks write must all be understood.
func TestPhysics(t *testing.T) {
	for _, source := range []string{
		`\frac{\partial u}{\partial t} + u\,\frac{\partial u}{\partial x} = \nu \frac{\partial^2 u}{\partial x^2}`,
		`\dot x = \sigma (y - x),\quad \dot y = x(\rho - z) - y,\quad \dot z = xy - \beta z`,
		`\begin{aligned} \frac{dH}{dt} &= \alpha H - \beta H L \\ \frac{dL}{dt} &= \delta H L - \gamma L \end{aligned}`,
		`\nabla\cdot\mathbf{u} = 0, \qquad \mathbf{J} = -D\,\nabla c`,
		`\hat H\,|\psi\rangle = E\,|\psi\rangle`, `\langle \phi | \hat{A} | \psi \rangle`,
		`R^2 = 1 - \frac{\sum_i (y_i - \hat y_i)^2}{\sum_i (y_i - \bar{y})^2}`,
		`\mathcal{L}(\theta) = \mathbb{E}_{x\sim p}\left[\left\lVert f_\theta(x) - y \right\rVert_2^2\right] + \lambda\|\theta\|_1`,
		`\begin{pmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{pmatrix}`,
		`f(x) = \begin{cases} 0 & \text{if } x < 0, \\ x & \text{otherwise.} \end{cases}`,
		`\hat\theta = \operatorname*{arg\,min}_{\theta \in \mathbb{R}^n} J(\theta)`, `\lim_{x \to 0} \frac{\sin x}{x} = 1`,
		`\oint_{\partial S} \vec{B}\cdot d\vec{\ell} = \mu_0 I + \mu_0\varepsilon_0 \frac{d\Phi_E}{dt} \tag{1}`,
		`\underbrace{a + b}_{\text{small}} \overset{!}{=} \underset{x}{\max}\; c`, `10\,\mu\mathrm{m}`, `5\times10^{-3}\ \text{m}\,\text{s}^{-1}`,
		`\left.\frac{\partial p}{\partial V}\right|_T`, `\bigl( x \bigr)`, `e^{i\pi} + 1 = 0`, `\iiint_V \rho \, dV`, `\binom{n}{k}`,
		`\begin{array}{l|c r} a & b & c \\ \hline d & e & f \\[2pt] \end{array}`, `x^{y^{z}}`, `\sum_{\substack{i<j \\ j>0}} a_{ij}`,
		`a &= b \\ &= c`, `\begin{align*} a &= b \\ c &= d \end{align*}`, `\text{speed $v_0$ of sound}`, `\mathrm{Re} = \frac{UL}{\nu}`,
		`\boxed{E = mc^2}`, `\sin^2\theta + \cos^2\theta = 1`, `A^\top A`, `A^\dagger`, `u_{i+\frac12}`, `f\colon \mathbb{R}\to\mathbb{R}`, `x\in[0,1)`,
		`\hbar\omega`, `\psi^{*}`, `T_{\rm eff}`, `\Delta t \lesssim \frac{\Delta x^2}{2D}`, `日本 + é`,
	} {
		for _, display := range []bool{false, true} {
			ml, err := MathML(source, display)
			if err != nil {
				t.Errorf("%s: %v", source, err)
				continue
			}
			wellFormed(t, source, ml)
		}
	}
}

func TestErrorsNameTheCommand(t *testing.T) {
	for source, want := range map[string]string{
		`\foo{x}`:                    `\foo is not known`,
		`\frac{1}`:                   `\frac lacks what should follow it`,
		`{x`:                         `a { lacks its }`,
		`x}`:                         `} stands alone`,
		`x^`:                         `^ lacks what should follow it`,
		`x^2^3`:                      `two superscripts`,
		`\left( x`:                   `\left lacks its \right`,
		`x \right)`:                  `\right stands alone`,
		`\begin{tikz}`:               `\begin{tikz} is not known`,
		`\begin{cases} x`:            `\begin{cases} lacks its \end`,
		`\begin{cases}x\end{matrix}`: `ended by \end{matrix}`,
		`\text x`:                    `\text needs its text in braces`,
		strings.Repeat("{", 300) + strings.Repeat("}", 300): "nested",
		strings.Repeat("x", 30_000):                         "bytes",
	} {
		_, err := MathML(source, false)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40s: error %v, want %q", source, err, want)
		}
	}
}

// Whatever the input, the output is an error or well-formed MathML without foreign markup.
func FuzzMathML(f *testing.F) {
	f.Add(`\frac{a}{b}^2_i + \left(\sqrt[3]{x}\right)`)
	f.Add(`<script>alert(1)</script>&amp;"'`)
	f.Add(`\begin{array}{lcr} a & b \\ \text{<b> $x^2$} \end{array}`)
	f.Add(`\not\mathbb{R}' \underbrace{x}_{y} \substack{a\\b}`)
	f.Fuzz(func(t *testing.T, source string) {
		ml, err := MathML(source, true)
		if err != nil {
			return
		}
		wellFormed(t, source, ml)
		d := xml.NewDecoder(strings.NewReader(ml))
		for {
			tok, err := d.Token()
			if err != nil {
				break
			}
			if e, ok := tok.(xml.StartElement); ok && e.Name.Local[0] != 'm' {
				t.Fatalf("%q brings in <%s>", source, e.Name.Local)
			}
		}
	})
}

func BenchmarkMathML(b *testing.B) {
	for b.Loop() {
		if _, err := MathML(`\frac{\partial u}{\partial t} + u\,\frac{\partial u}{\partial x} = \nu \frac{\partial^2 u}{\partial x^2}`, true); err != nil {
			b.Fatal(err)
		}
	}
}
