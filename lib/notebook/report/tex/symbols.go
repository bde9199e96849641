package tex

// characters that stand for themselves but need an element of their own.
var characters = map[token]string{
	"-": "<mo>−</mo>", "*": "<mo>∗</mo>", "~": `<mspace width="0.25em"/>`,
	"(": `<mo stretchy="false">(</mo>`, ")": `<mo stretchy="false">)</mo>`,
	"[": `<mo stretchy="false">[</mo>`, "]": `<mo stretchy="false">]</mo>`,
	"|": `<mo stretchy="false">|</mo>`, "/": `<mo lspace="0" rspace="0">/</mo>`,
	"<": "<mo>&lt;</mo>", ">": "<mo>&gt;</mo>", `"`: "<mo>&quot;</mo>",
	".": `<mo lspace="0" rspace="0">.</mo>`, ",": `<mo separator="true">,</mo>`, ";": `<mo separator="true">;</mo>`,
	"∞": "<mi>∞</mi>",
}

// letters are identifiers.
var letters = map[token]string{
	`\alpha`: "α", `\beta`: "β", `\gamma`: "γ", `\delta`: "δ", `\epsilon`: "ϵ", `\varepsilon`: "ε",
	`\zeta`: "ζ", `\eta`: "η", `\theta`: "θ", `\vartheta`: "ϑ", `\iota`: "ι", `\kappa`: "κ", `\varkappa`: "ϰ",
	`\lambda`: "λ", `\mu`: "μ", `\nu`: "ν", `\xi`: "ξ", `\omicron`: "ο", `\pi`: "π", `\varpi`: "ϖ", `\rho`: "ρ",
	`\varrho`: "ϱ", `\sigma`: "σ", `\varsigma`: "ς", `\tau`: "τ", `\upsilon`: "υ", `\phi`: "ϕ", `\varphi`: "φ",
	`\chi`: "χ", `\psi`: "ψ", `\omega`: "ω",
	`\Gamma`: "Γ", `\Delta`: "Δ", `\Theta`: "Θ", `\Lambda`: "Λ", `\Xi`: "Ξ", `\Pi`: "Π", `\Sigma`: "Σ",
	`\Upsilon`: "Υ", `\Phi`: "Φ", `\Psi`: "Ψ", `\Omega`: "Ω",
	`\infty`: "∞", `\partial`: "∂", `\nabla`: "∇", `\hbar`: "ℏ", `\hslash`: "ℏ", `\ell`: "ℓ", `\Re`: "ℜ", `\Im`: "ℑ",
	`\wp`: "℘", `\aleph`: "ℵ", `\imath`: "ı", `\jmath`: "ȷ", `\emptyset`: "∅", `\varnothing`: "∅",
	`\top`: "⊤", `\bot`: "⊥", `\angle`: "∠", `\degree`: "°", `\prime`: "′", `\AA`: "Å", `\dag`: "†", `\ddag`: "‡",
	`\%`: "%", `\#`: "#", `\&`: "&", `\$`: "$", `\_`: "_", `\square`: "□", `\Box`: "□", `\blacksquare`: "■", `\star`: "⋆",
}

var operators = map[token]string{
	`\pm`: "±", `\mp`: "∓", `\times`: "×", `\div`: "÷", `\cdot`: "⋅", `\cdotp`: "⋅", `\ast`: "∗", `\circ`: "∘", `\bullet`: "∙",
	`\oplus`: "⊕", `\ominus`: "⊖", `\otimes`: "⊗", `\oslash`: "⊘", `\odot`: "⊙", `\wedge`: "∧", `\land`: "∧", `\vee`: "∨",
	`\lor`: "∨", `\cap`: "∩", `\cup`: "∪", `\setminus`: "∖", `\neg`: "¬", `\lnot`: "¬", `\dagger`: "†", `\ddagger`: "‡",
	`\le`: "≤", `\leq`: "≤", `\leqslant`: "⩽", `\ge`: "≥", `\geq`: "≥", `\geqslant`: "⩾", `\ne`: "≠", `\neq`: "≠",
	`\ll`: "≪", `\gg`: "≫", `\lt`: "<", `\gt`: ">", `\approx`: "≈", `\approxeq`: "≊", `\sim`: "∼", `\simeq`: "≃", `\cong`: "≅", `\equiv`: "≡",
	`\propto`: "∝", `\asymp`: "≍", `\doteq`: "≐", `\triangleq`: "≜", `\coloneqq`: "≔", `\lesssim`: "≲", `\gtrsim`: "≳",
	`\prec`: "≺", `\succ`: "≻", `\preceq`: "⪯", `\succeq`: "⪰", `\perp`: "⊥", `\parallel`: "∥", `\mid`: "∣", `\nmid`: "∤",
	`\in`: "∈", `\notin`: "∉", `\ni`: "∋", `\subset`: "⊂", `\subseteq`: "⊆", `\supset`: "⊃", `\supseteq`: "⊇",
	`\forall`: "∀", `\exists`: "∃", `\nexists`: "∄", `\therefore`: "∴", `\because`: "∵", `\vdash`: "⊢", `\models`: "⊨",
	`\to`: "→", `\rightarrow`: "→", `\longrightarrow`: "⟶", `\leftarrow`: "←", `\gets`: "←", `\longleftarrow`: "⟵",
	`\leftrightarrow`: "↔", `\Rightarrow`: "⇒", `\Longrightarrow`: "⟹", `\implies`: "⟹", `\Leftarrow`: "⇐", `\impliedby`: "⟸",
	`\Leftrightarrow`: "⇔", `\iff`: "⟺", `\mapsto`: "↦", `\longmapsto`: "⟼", `\uparrow`: "↑", `\downarrow`: "↓",
	`\rightharpoonup`: "⇀", `\rightleftharpoons`: "⇌", `\hookrightarrow`: "↪", `\leadsto`: "⇝", `\nearrow`: "↗", `\searrow`: "↘",
	`\ldots`: "…", `\dots`: "…", `\dotsc`: "…", `\dotsb`: "⋯", `\cdots`: "⋯", `\vdots`: "⋮", `\ddots`: "⋱",
	`\triangle`: "△", `\triangleleft`: "◁", `\triangleright`: "▷", `\bigtriangleup`: "△", `\colon`: ":", `\backslash`: "∖",
	`\bigcirc`: "◯", `\diamond`: "⋄", `\amalg`: "⨿", `\wr`: "≀", `\uplus`: "⊎", `\sqcup`: "⊔", `\sqcap`: "⊓", `\surd`: "√", `\lightning`: "↯",
}

var delimiters = map[token]string{
	`\{`: "{", `\}`: "}", `\lbrace`: "{", `\rbrace`: "}", `\lbrack`: "[", `\rbrack`: "]", `\langle`: "⟨", `\rangle`: "⟩",
	`\lvert`: "|", `\rvert`: "|", `\vert`: "|", `\lVert`: "‖", `\rVert`: "‖", `\Vert`: "‖", `\|`: "‖",
	`\lfloor`: "⌊", `\rfloor`: "⌋", `\lceil`: "⌈", `\rceil`: "⌉", `\llbracket`: "⟦", `\rrbracket`: "⟧",
	"<": "⟨", ">": "⟩",
}

var bigOperators = map[token]string{
	`\sum`: "∑", `\prod`: "∏", `\coprod`: "∐", `\bigcup`: "⋃", `\bigcap`: "⋂", `\bigoplus`: "⨁", `\bigotimes`: "⨂",
	`\bigwedge`: "⋀", `\bigvee`: "⋁", `\int`: "∫", `\iint`: "∬", `\iiint`: "∭", `\oint`: "∮", `\oiint`: "∯",
}

// integrals have their limits at the side.
var integrals = map[token]bool{`\int`: true, `\iint`: true, `\iiint`: true, `\oint`: true, `\oiint`: true}

var spaces = map[token]string{
	`\,`: "0.1667em", `\thinspace`: "0.1667em", `\:`: "0.2222em", `\>`: "0.2222em", `\medspace`: "0.2222em", `\;`: "0.2778em",
	`\thickspace`: "0.2778em", `\!`: "-0.1667em", `\ `: "0.25em", `\quad`: "1em", `\qquad`: "2em", `\enspace`: "0.5em", "\\\n": "0.25em",
}

type accentMark struct {
	text     string
	stretchy bool
	under    bool
	limits   bool
}

var accents = map[token]accentMark{
	`\hat`: {text: "^"}, `\widehat`: {text: "^", stretchy: true}, `\bar`: {text: "¯"}, `\overline`: {text: "‾", stretchy: true},
	`\vec`: {text: "→"}, `\dot`: {text: "˙"}, `\ddot`: {text: "¨"}, `\dddot`: {text: "⃛"}, `\tilde`: {text: "~"},
	`\widetilde`: {text: "~", stretchy: true}, `\check`: {text: "ˇ"}, `\breve`: {text: "˘"}, `\acute`: {text: "´"},
	`\grave`: {text: "`"}, `\mathring`: {text: "˚"}, `\overrightarrow`: {text: "→", stretchy: true}, `\overleftarrow`: {text: "←", stretchy: true},
	`\underline`: {text: "_", stretchy: true, under: true},
	`\overbrace`: {text: "⏞", stretchy: true, limits: true}, `\underbrace`: {text: "⏟", stretchy: true, under: true, limits: true},
}

var textCommands = map[token]bool{
	`\text`: true, `\textrm`: true, `\textnormal`: true, `\textit`: true, `\textbf`: true, `\textsf`: true, `\texttt`: true, `\mbox`: true, `\emph`: true,
}

// functions are set upright, their scripts at the side.
var functions = map[string]bool{
	"sin": true, "cos": true, "tan": true, "cot": true, "sec": true, "csc": true, "sinh": true, "cosh": true, "tanh": true, "coth": true,
	"arcsin": true, "arccos": true, "arctan": true, "exp": true, "log": true, "ln": true, "lg": true, "arg": true, "deg": true,
	"dim": true, "hom": true, "ker": true, "erf": true, "tr": true, "sgn": true,
}

// limitFunctions have what is below them below them.
var limitFunctions = map[string]bool{
	"lim": true, "max": true, "min": true, "sup": true, "inf": true, "det": true, "gcd": true, "Pr": true,
	"limsup": true, "liminf": true, "argmax": true, "argmin": true,
}
