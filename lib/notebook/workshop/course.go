package workshop

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Course is a folder for nbgrader with one assignment.
type Course struct {
	// Assignment is its name, and the folder's of its notebooks below source/.
	Assignment string
	// Slowest is how long the slowest cell took, in seconds.
	Slowest float64
}

// Timeout is how long nbgrader is to wait for a cell, in seconds: a busy machine takes longer than the author's. nbgrader's own is 30.
func (c Course) Timeout() int { return 60 * int(math.Max(2, math.Ceil(6*c.Slowest/60))) }

// Config is nbgrader_config.py.
func (c Course) Config() string {
	return fmt.Sprintf(`# What nbgrader has to know of notebooks in Go: https://nbgrader.readthedocs.io/en/stable/configuration/config_options.html
c = get_config()
c.CourseDirectory.course_id = %q

# What stands for a solution in what students get. Another text must end a function of any result, as panic does.
c.ClearSolutions.code_stub = {"go": %s}
c.ClearSolutions.text_stub = %q

# Seconds for one cell. The slowest took %.0f, alone on a machine where the kernel had been set up.
c.Execute.timeout = %d
c.Execute.startup_timeout = 120
`, c.Assignment, strconv.Quote(Stub), TextStub, math.Ceil(c.Slowest), c.Timeout())
}

// Readme tells a teacher what lies where, and what to type. Names are those of the notebooks.
func (c Course) Readme(names []string) string {
	var list strings.Builder
	for _, n := range names {
		fmt.Fprintf(&list, "- %s\n", n)
	}
	return strings.NewReplacer("{list}", list.String(), "{name}", c.Assignment).Replace(readme)
}

const readme = `# {name}

{list}
| | |
|---|---|
| student/ | what students get: solutions are cut, and claims say what to look at, not what came out |
| teacher/ | the same notebooks with their solutions, executed |
| nbgrader/ | a course folder for nbgrader, for those who give points |

## In a class

Students open their copies, from the folder that sublunar was cloned to:

    go tool sublunar lab PATH/TO/student

What is still to be written compiles, and says so when it is called. Checks tell what is met.

## With nbgrader

Once, in the folder that sublunar was cloned to:

    python3 -m venv grading
    . grading/bin/activate
    pip install nbgrader==0.9.5
    go tool sublunar setup

The last makes the kernel, and links it to where nbgrader looks for it. Then, with that environment active, in nbgrader/:

    nbgrader generate_assignment {name}

writes release/{name}, which is what to hand out, and gradebook.db. Put what is handed in into submitted/STUDENT/{name}/, and

    nbgrader autograde {name}
    nbgrader generate_feedback {name}
    nbgrader export

run it with hidden tests back in place, write pages for students into feedback/ (hidden tests are to be read there), and all
grades into grades.csv.

Autograding runs what students wrote, as you. Do it in a container, or as a user who owns nothing.
`
