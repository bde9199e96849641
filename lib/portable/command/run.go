package command

import (
	"bufio"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"sublunar/lib/field"
	"sublunar/lib/portable"
)

// Main runs the command of a model, whose file's bytes are given, and ends the process.
func Main(model []byte) {
	os.Exit(Run(model, filepath.Base(os.Args[0]), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// Run does what the arguments say, and gives the code to end with.
func Run(model []byte, name string, args []string, in io.Reader, out, complaints io.Writer) int {
	fail := func(err error, code int) int {
		fmt.Fprintf(complaints, "%s: %v\n", name, err)
		return code
	}
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	to := flags.String("o", "", "write to this `file`, .csv, .npy or .npz, rather than to standard output")
	steps := flags.Int("steps", 0, "an operator goes on from its own last frame so many `times`: the result is [samples, frames, points...]")
	about := flags.Bool("about", false, "say what the model is")
	check := flags.Bool("check", false, "work the stored references out, and say how far that is off what the notebook gave")
	m, err := portable.Decode(model)
	if err != nil {
		return fail(err, 1)
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		usage(out, name, m, flags)
		return 0
	case err != nil:
		return fail(fmt.Errorf("%w; see %s -help", err, name), 2)
	case *steps < 0 || *steps > 0 && m.Kind != portable.Operator:
		return fail(fmt.Errorf("-steps %d; give 1 or more, of an operator", *steps), 2)
	case flags.NArg() > 1:
		return fail(fmt.Errorf("%d files; give one, or none for standard input", flags.NArg()), 2)
	}
	switch {
	case *about:
		fmt.Fprintln(out, m)
		return 0
	case *check:
		far, err := m.Verify()
		if err != nil {
			return fail(err, 1)
		}
		fmt.Fprintf(out, "off what the notebook gave by %.2g of the largest value at most; %.2g is allowed\n", far, m.Tolerance)
		return 0
	}
	if err := extension(*to); err != nil {
		return fail(err, 2)
	}
	data, err := read(flags.Arg(0), in)
	if err != nil {
		return fail(err, 1)
	}
	answer, err := work(m, data, *steps)
	if err != nil {
		return fail(err, 1)
	}
	if err := answer.write(*to, out); err != nil {
		return fail(err, 1)
	}
	return 0
}

func usage(w io.Writer, name string, m *portable.Model, flags *flag.FlagSet) {
	fmt.Fprintf(w, "%s %s\n\nusage: %s [flags] [FILE]    without a file, or with -, standard input is read\n\n", name, m, name)
	switch m.Kind {
	case portable.Solution:
		fmt.Fprintf(w, "FILE is CSV with the columns %s, or .npy or .npz with an array [points, axes].\n", labels(m.Inputs))
	case portable.Operator:
		fmt.Fprintf(w, "FILE is .npy or .npz with an array [samples, points...] or [samples, points..., channels]; along one axis CSV does too, a channel a column.\n")
	case portable.Equations:
		fmt.Fprintf(w, "FILE is CSV with the columns %s, %s: its first row is the start, and the first column of the others are the times.\n", m.Time.Label(), labels(m.Inputs))
	}
	flags.SetOutput(w)
	flags.PrintDefaults()
}

func labels(of []portable.Quantity) string {
	text := ""
	for i, q := range of {
		if i > 0 {
			text += ", "
		}
		text += q.Label()
	}
	return text
}

// read takes all of a file, or of standard input.
func read(path string, in io.Reader) ([]byte, error) {
	if path == "" || path == "-" {
		return io.ReadAll(bufio.NewReader(in))
	}
	return os.ReadFile(path)
}

// work tells a table from an array by how it begins.
func work(m *portable.Model, data []byte, steps int) (*answer, error) {
	switch {
	case len(bytes.TrimSpace(data)) == 0:
		return nil, errors.New("nothing came in; give a file, or its content on standard input")
	case !bytes.HasPrefix(data, []byte("PK")) && !bytes.HasPrefix(data, []byte("\x93NUMPY")):
		if steps > 0 {
			return nil, errors.New("-steps is for arrays, .npy or .npz")
		}
		return table(m, data)
	case m.Kind == portable.Equations:
		return nil, errors.New("equations are followed from a table: CSV whose first row is the start, and whose first column are the times")
	}
	x, err := array(data)
	if err != nil {
		return nil, err
	}
	if steps > 0 {
		y, err := m.Rollout(x, steps)
		return &answer{array: y}, err
	}
	y, err := m.Predict(x)
	return &answer{array: y, heads: m.Outputs}, err
}

// array is the one of a file, or the one named x.
func array(data []byte) (field.Array, error) {
	if !bytes.HasPrefix(data, []byte("PK")) {
		return field.ParseNPY(data)
	}
	all, err := field.ParseNPZ(data)
	if err != nil {
		return field.Array{}, err
	}
	if x, ok := all["x"]; ok {
		return x, nil
	}
	if len(all) != 1 {
		return field.Array{}, fmt.Errorf("there are %d arrays in it, and none is named x; name the one that goes in so", len(all))
	}
	for _, x := range all {
		return x, nil
	}
	panic("unreachable")
}
