package report

import (
	"encoding/xml"
	"fmt"
	"path"
	"strings"
	"time"
)

// JUnit is the manifest in the XML that continuous integration reads: a suite for each notebook, with a case for each cell that was run and one for
// each claim. A claim that isn't about the data at hand counts as skipped.
func (m Manifest) JUnit() ([]byte, error) {
	all := junitSuites{Name: "sublunar run", Time: inSeconds(m.Seconds)}
	for _, r := range m.Notebooks {
		suite := r.junit(m.Started)
		all.Tests, all.Failures, all.Errors, all.Skipped = all.Tests+suite.Tests, all.Failures+suite.Failures, all.Errors+suite.Errors, all.Skipped+suite.Skipped
		all.Suites = append(all.Suites, suite)
	}
	text, err := xml.MarshalIndent(all, "", "  ")
	if err != nil {
		return nil, err
	}
	return append([]byte(xml.Header), append(text, '\n')...), nil
}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Time      string      `xml:"time,attr"`
	Timestamp string      `xml:"timestamp,attr"`
	Cases     []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitMessage `xml:"failure"`
	Error   *junitMessage `xml:"error"`
	Skipped *junitMessage `xml:"skipped"`
}

type junitMessage struct {
	Message string `xml:"message,attr,omitempty"`
	Text    string `xml:",chardata"`
}

func (r Run) junit(started time.Time) junitSuite {
	name := strings.TrimSuffix(path.Base(r.Name), ".ipynb")
	if r.Seed != nil {
		name += fmt.Sprintf(" (seed %d)", *r.Seed)
	}
	s := junitSuite{Name: r.Name, Time: inSeconds(r.Seconds), Timestamp: started.UTC().Format("2006-01-02T15:04:05")}
	told := false
	for _, c := range r.Cells {
		one := junitCase{Class: name, Name: fmt.Sprintf("cell %d", c.Cell), Time: inSeconds(c.Seconds)}
		switch c.Status {
		case "error":
			if r.Status != "ok" && !told && r.Failed() == 0 {
				one.Error, told = &junitMessage{Message: headline(r.Error), Text: visible(r.Error)}, true
			}
		case "skipped", "not run":
			one.Skipped = &junitMessage{Message: c.Status}
		case "kept":
			one.Skipped = &junitMessage{Message: "not run again"}
		}
		s.add(one)
	}
	for _, c := range r.Claims {
		one := junitCase{Class: name, Name: "claim: " + c.Name, Time: "0.000"}
		switch c.Status {
		case ClaimFailed:
			one.Failure, told = &junitMessage{Message: fmt.Sprintf("%v, wanted %s", c.Got, c.Wanted())}, true
		case ClaimNotApplicable:
			one.Skipped = &junitMessage{Message: "not applicable to these data"}
		}
		s.add(one)
	}
	if r.Status != "ok" && !told { // its kernel, its time or its parameters, and no cell, are to blame
		s.add(junitCase{Class: name, Name: "run", Time: inSeconds(r.Seconds), Error: &junitMessage{Message: headline(r.Error), Text: visible(r.Error)}})
	}
	return s
}

func (s *junitSuite) add(c junitCase) {
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

func inSeconds(v float64) string { return fmt.Sprintf("%.3f", v) }

func headline(text string) string {
	line, _, _ := strings.Cut(visible(text), "\n")
	return line
}

// visible takes a terminal's sequences out, which XML can't hold.
func visible(text string) string { return escapes.ReplaceAllString(text, "") }
