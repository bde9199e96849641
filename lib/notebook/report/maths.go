package report

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Maths in Markdown, as Jupyter reads it: $...$ in a line, $$...$$ for a formula of its own, and
// \begin{...} ... \end{...} at the start of a line.

var (
	kindInlineMaths = ast.NewNodeKind("InlineMaths")
	kindBlockMaths  = ast.NewNodeKind("BlockMaths")
)

type inlineMaths struct {
	ast.BaseInline
	source  string
	display bool
}

func (n *inlineMaths) Kind() ast.NodeKind            { return kindInlineMaths }
func (n *inlineMaths) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }

type blockMaths struct {
	ast.BaseBlock
	closed bool
	end    string // "$$", or "\end{align}" and the like
}

func (n *blockMaths) Kind() ast.NodeKind            { return kindBlockMaths }
func (n *blockMaths) Dump(source []byte, level int) { ast.DumpHelper(n, source, level, nil, nil) }
func (n *blockMaths) IsRaw() bool                   { return true }

// inlineParser reads $...$ and $$...$$ within a paragraph.
type inlineParser struct{}

func (inlineParser) Trigger() []byte { return []byte{'$'} }

func (inlineParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	mark := 1
	if bytes.HasPrefix(line, []byte("$$")) {
		mark = 2
	}
	// As in pandoc: a dollar opens maths only before a character that is not a space, so that "costs
	// $5 and $6" stays what it is.
	if len(line) <= mark || mark == 1 && (line[1] == ' ' || line[1] == '\t' || line[1] == '\n') {
		return nil
	}
	savedLine, saved := block.Position()
	block.Advance(mark)
	var source strings.Builder
	for {
		line, _ := block.PeekLine()
		if line == nil {
			block.SetPosition(savedLine, saved)
			return nil
		}
		if i := closingDollar(line, mark, source.Len() == 0); i >= 0 {
			source.Write(line[:i])
			block.Advance(i + mark)
			return &inlineMaths{source: source.String(), display: mark == 2}
		}
		source.Write(line)
		block.AdvanceLine()
	}
}

// closingDollar finds the dollar that ends maths: not after a backslash, nor (if single) after a
// space or before a digit.
func closingDollar(line []byte, mark int, first bool) int {
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\':
			i++
		case line[i] != '$':
		case mark == 2:
			if i+1 < len(line) && line[i+1] == '$' {
				return i
			}
		case i == 0 && first:
			return -1 // "$$" was handled before
		case i > 0 && (line[i-1] == ' ' || line[i-1] == '\t'):
		case i+1 < len(line) && line[i+1] >= '0' && line[i+1] <= '9':
		default:
			return i
		}
	}
	return -1
}

// blockParser reads formulas that begin a line. Without it "+ b" inside one would be a list.
type blockParser struct{}

var beginEnvironment = regexp.MustCompile(`^\\begin\{([a-zA-Z]+\*?)\}`)

func (blockParser) Trigger() []byte { return []byte{'$', '\\'} }

func (blockParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, segment := reader.PeekLine()
	at := pc.BlockOffset()
	if at < 0 {
		return nil, parser.NoChildren
	}
	n := &blockMaths{}
	switch rest := line[at:]; {
	case bytes.HasPrefix(rest, []byte("$$")):
		n.end = "$$"
		rest = rest[2:]
		if i := bytes.Index(rest, []byte("$$")); i >= 0 {
			if len(bytes.TrimSpace(rest[i+2:])) > 0 {
				return nil, parser.NoChildren // text follows on the line: the paragraph has it
			}
			n.closed = true
		}
	default:
		m := beginEnvironment.FindSubmatch(rest)
		if m == nil {
			return nil, parser.NoChildren
		}
		n.end = `\end{` + string(m[1]) + "}"
		n.closed = bytes.Contains(rest, []byte(n.end))
	}
	n.Lines().Append(segment)
	reader.Advance(segment.Len() - 1)
	return n, parser.NoChildren
}

func (blockParser) Continue(node ast.Node, reader text.Reader, _ parser.Context) parser.State {
	n := node.(*blockMaths)
	line, segment := reader.PeekLine()
	// A blank line ends a formula that was never closed: a lone $$ must not swallow the cell.
	if n.closed || len(bytes.TrimSpace(line)) == 0 {
		return parser.Close
	}
	n.Lines().Append(segment)
	n.closed = bytes.Contains(line, []byte(n.end))
	reader.Advance(segment.Len() - 1)
	return parser.Continue | parser.NoChildren
}

func (blockParser) Close(ast.Node, text.Reader, parser.Context) {}
func (blockParser) CanInterruptParagraph() bool                 { return true }
func (blockParser) CanAcceptIndentedLine() bool                 { return false }

// formula is a block's TeX, without its dollars.
func (n *blockMaths) formula(source []byte) string {
	s := strings.TrimSpace(string(n.Lines().Value(source)))
	return strings.TrimSuffix(strings.TrimPrefix(s, "$$"), "$$")
}

// mathsParsers adds both to goldmark; before the parsers of emphasis and of paragraphs.
func mathsParsers() []parser.Option {
	return []parser.Option{
		parser.WithInlineParsers(util.Prioritized(inlineParser{}, 150)),
		parser.WithBlockParsers(util.Prioritized(blockParser{}, 90)),
	}
}
