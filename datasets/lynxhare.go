package datasets

import (
	_ "embed"
	"fmt"

	"sublunar/lib/field"
)

//go:embed lynxhare.csv
var lynxHareCSV []byte

// LynxHare returns the pelts of snowshoe hares (Lepus americanus) and Canadian lynx (Lynx canadensis)
// that the Hudson's Bay Company traded in each of the years 1900 to 1920: 21 values of "hare" and
// "lynx", in thousands of pelts, over the time in years.
//
// Pelts are not animals. Trappers bring in a part of a population that changes with the price, the
// winter and the animals' hunger; the numbers are rounded to hundreds.
//
// The table is the one that most studies of the two species use, Carpenter (2018) among them:
// "Predator-prey population dynamics: the Lotka-Volterra model in Stan". It comes from Howard
// (2009), who took it from Mahaffy (2010) and he from a textbook (Purves and others). The company's
// books behind it: Elton and Nicholson (1942), doi:10.2307/1358; Hewitt (1921), "The conservation of
// the wild life of Canada".
func LynxHare() field.Series {
	s, err := field.ParseCSV(lynxHareCSV)
	if err != nil {
		// The text is part of the program, and a test reads it.
		panic(fmt.Sprintf("datasets: the embedded table of pelts is broken: %v", err))
	}
	return s
}
