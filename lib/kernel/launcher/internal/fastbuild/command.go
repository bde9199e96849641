package fastbuild

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// A Command is a tool's command line as `go build -n` prints it, without what differs from build
// to build: input, output, import configuration, build id and work folder.
type Command struct {
	Tool  string   // absolute path
	Env   []string // set for this command over the caller's
	Flags []string
}

// changing are the flags, each with a value, that every build has its own of.
var changing = []string{"-o", "-importcfg", "-buildid", "-trimpath"}

// parseCommand reads one printed line, and its last arguments, which are the inputs.
func parseCommand(line string) (Command, error) {
	words, err := splitWords(line)
	if err != nil {
		return Command{}, err
	}
	var c Command
	for len(words) > 0 && strings.Contains(words[0], "=") && !strings.HasPrefix(words[0], "/") {
		c.Env = append(c.Env, words[0])
		words = words[1:]
	}
	if len(words) < 2 || !filepath.IsAbs(words[0]) || strings.HasPrefix(words[len(words)-1], "-") {
		return Command{}, fmt.Errorf("fastbuild: not a command with inputs: %q", line)
	}
	c.Tool = words[0]
	for words = words[1 : len(words)-1]; len(words) > 0; words = words[1:] {
		name, _, joined := strings.Cut(words[0], "=")
		switch {
		case slices.Contains(changing, name) && joined:
		case slices.Contains(changing, name):
			words = words[1:]
			if len(words) == 0 {
				return Command{}, fmt.Errorf("fastbuild: %s with no value: %q", name, line)
			}
		case !strings.HasPrefix(words[0], "-"):
			return Command{}, fmt.Errorf("fastbuild: more inputs than one: %q", line)
		default:
			c.Flags = append(c.Flags, words[0])
			// A flag's value may follow as a word of its own.
			if len(words) > 1 && !strings.HasPrefix(words[1], "-") {
				words = words[1:]
				c.Flags = append(c.Flags, words[0])
			}
		}
	}
	if i := slices.IndexFunc(c.Flags, func(flag string) bool { return strings.Contains(flag, "$WORK") }); i >= 0 {
		return Command{}, fmt.Errorf("fastbuild: %q names a work folder", c.Flags[i])
	}
	return c, nil
}

// splitWords splits as a shell does, for the quoting that the go command prints: '...' and "...",
// with no escapes in them.
func splitWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord, quote := false, rune(0)
	for _, r := range line {
		switch {
		case r == '\\':
			return nil, errors.New("fastbuild: an escape in a printed command")
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '\'' || r == '"':
			quote, inWord = r, true
		case r == ' ' || r == '\t':
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
		default:
			word.WriteRune(r)
			inWord = true
		}
	}
	if quote != 0 {
		return nil, errors.New("fastbuild: an open quote in a printed command")
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}
