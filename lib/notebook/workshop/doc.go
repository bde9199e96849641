// Package workshop makes, of a notebook with solutions in it, the copies that a class is taught with.
//
// # What an author writes
//
// A cell tagged `solution` is cut for students. Of a cell that declares functions the bodies go, and signatures,
// comments and what follows %% stay; of a cell with nothing but what follows %%, that goes. Where only a part is the
// solution, the author says which, as nbgrader has it, and may say behind a colon what to do:
//
//	// period is the time of one small swing, in years.
//	func period(breed, starve float64) float64 {
//		// BEGIN SOLUTION: both rates are per year, and so the period grows as each gets smaller
//		return 2 * math.Pi / math.Sqrt(breed*starve)
//		// END SOLUTION
//	}
//
// A student gets
//
//	// period is the time of one small swing, in years.
//	func period(breed, starve float64) float64 {
//		// both rates are per year, and so the period grows as each gets smaller
//		// YOUR CODE HERE
//		panic(errors.New("still to be written: see the task above"))
//	}
//
// which compiles, and says in words what is missing as soon as it is called. A panic ends a function in Go, whatever it
// returns; but a variable that is declared before the part and used in it alone would be declared and not used, so declare it
// inside. A Markdown cell tagged `solution` is an answer in words, that a person grades.
//
// A cell that makes claims becomes a check (package claim, Lesson): it says what is met, and where something is not, the
// claim's hint, but no number. What the source should not give away either stands between the lines
//
//	// BEGIN HIDDEN TESTS
//	// END HIDDEN TESTS
//
// which nbgrader puts back when it grades. A check is worth one point; metadata of nbgrader's on the cell may say another
// number, and another grade_id than the cell's id.
//
// # What comes out
//
// [Make] gives a [Sheet]: Source is what nbgrader makes everything from (cell metadata of schema version 3, solutions and
// hidden tests between its markers), [Sheet.Student] what students get, and [Sheet.Untouched] what nbgrader runs when a
// student hands in what they got. The rules for cutting are nbgrader's own, to the byte, with the stub that [Config] tells it.
//
// The command is, for a class on Monday:
//
//	go tool sublunar workshop notebooks/00-welcome.ipynb notebooks/01-lynx-and-hare.ipynb --out monday
//	go tool sublunar lab monday/student
//
// and to grade with nbgrader, in monday/nbgrader:
//
//	nbgrader generate_assignment monday     release/monday is what to hand out
//	nbgrader autograde monday               of submitted/STUDENT/monday/*.ipynb
//	nbgrader generate_feedback monday       feedback/STUDENT/monday/*.html
//	nbgrader export                         grades.csv
//
// It knows nothing of physics, and runs nothing.
package workshop
