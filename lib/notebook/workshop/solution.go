package workshop

import (
	"errors"
	"fmt"
	"strings"
)

// Stub is what stands for a solution in Go; TextStub, in Markdown. The panic is one of an error, for GoMLX waits forever when a function that builds
// a graph panics with anything else.
const (
	Stub     = "// YOUR CODE HERE\npanic(errors.New(\"still to be written: see the task above\"))"
	TextStub = "YOUR ANSWER HERE"
)

// markSolution puts nbgrader's markers around what is the solution in a Go cell, where the author has not. What is left
// when that is cut is Go; whether it compiles, the kernel knows.
func markSolution(source string) (string, error) {
	marked, err := source, error(nil)
	if strings.Contains(source, beginSolution) || strings.Contains(source, endSolution) {
		marked = sayTask(source)
	} else if marked, err = markAll(source); err != nil {
		return "", err
	}
	stub, err := goSolution.cut(marked)
	if err != nil {
		return "", err
	}
	if _, err := read(stub); err != nil {
		return "", fmt.Errorf("with the solution cut it is no Go (%w): put the markers inside one function, around whole statements, or after %%%%", err)
	}
	return marked, nil
}

// markAll marks all bodies of functions, or where there is no function what follows %%.
func markAll(source string) (string, error) {
	p, err := read(source)
	if err != nil {
		return "", err
	}
	functions := p.functions()
	if len(functions) == 0 {
		if p.main < 0 || strings.TrimSpace(strings.Join(p.lines[p.main+1:], "")) == "" {
			return "", errors.New("there is nothing to cut: it declares no function with a body, and nothing follows %%")
		}
		return strings.Join(p.lines[:p.main+1], "\n") + "\n// " + beginSolution + "\n" +
			strings.Join(p.lines[p.main+1:], "\n") + "\n// " + endSolution, nil
	}
	// From the last to the first, so that the places of those before stay.
	for i := len(functions) - 1; i >= 0; i-- {
		first, open := p.at(functions[i].Body.Lbrace)
		last, end := p.at(functions[i].Body.Rbrace)
		inner := p.lines[first][open+1:]
		rest := p.lines[last][end:]
		if first == last {
			inner = p.lines[first][open+1 : end]
		} else {
			inner = strings.Join(append([]string{inner}, append(append([]string{}, p.lines[first+1:last]...), p.lines[last][:end])...), "\n")
		}
		inner = strings.TrimRight(strings.TrimPrefix(strings.TrimLeft(inner, " \t\r"), "\n"), " \t\r\n")
		if first == last {
			inner = "\t" + inner
		}
		body := []string{p.lines[first][:open+1], "\t// " + beginSolution, inner, "\t// " + endSolution, rest}
		p.lines = append(append(append([]string{}, p.lines[:first]...), body...), p.lines[last+1:]...)
	}
	return strings.Join(p.lines, "\n"), nil
}

// sayTask moves what the author says behind BEGIN SOLUTION: before the marker, where it stays.
func sayTask(source string) string {
	var lines []string
	for line := range strings.SplitSeq(source, "\n") {
		if head, task, ok := strings.Cut(line, beginSolution+":"); ok && strings.HasPrefix(strings.TrimSpace(line), "//") {
			if task = strings.TrimSpace(task); task != "" {
				lines = append(lines, head+task)
			}
			line = head + beginSolution
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}
