package datasets

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// A Rehearsal is floats that never were, in a sea whose temperature is known everywhere: to see whether a map of what they would have measured, and its
// bands, can be trusted, before real ones are mapped. The zero value works: it is much like the Arabian Sea at 100 m in its numbers. Of 1,310 dives of 85
// Argo floats there in 2023 to 2025 kriging.FitSphere, given 400 or 700 of them and Matérn's order 3/2 or 5/2, finds a field of 2.0 to 2.2 °C over 340 to
// 460 km and 39 to 57 days, and readings that are 0.9 to 1.2 °C off it. For how long they are is a choice.
//
//	T = mean + season cos(2 pi (t - peak)/year) + u(x, t),  a reading: T + what is odd about the float for days + noise
//
// u is a Gaussian field with Matérn's covariance of order 5/2 of sqrt((d/L)^2 + ((t - t')/days)^2).
type Rehearsal struct {
	// Floats that dive, and Dives of each, ten days apart. Defaults: 60 and 20.
	Floats, Dives int
	// West, East, South and North of the sea in degrees; all 0: 50 to 77 east, 5 to 24 north. Only what isn't land on the [Coastline] is sea.
	West, East, South, North float64
	// Size of the field in °C, its Length in km and Days. Defaults: 2.1, 420 and 55.
	Size, Length, Days float64
	// Odd is how wrong for the sea around it a float's surroundings are, in °C, and OddDays for how long. Defaults: 1.1 and 14.
	Odd, OddDays float64
	// Noise of a reading in °C. Default: 0.1.
	Noise float64
	// Mean and Season (half its swing) in °C. Defaults: 22.5 and 1.3.
	Mean, Season float64
	Seed         uint64
}

// peak of the season, the day of the year.
const peak = 120

func (r Rehearsal) withDefaults() (Rehearsal, error) {
	if r.Floats < 0 || r.Dives < 0 {
		return r, fmt.Errorf("datasets: a rehearsal of %d floats with %d dives; give 1 or more, or 0 for the defaults", r.Floats, r.Dives)
	}
	if r.Floats == 0 {
		r.Floats = 60
	}
	if r.Dives == 0 {
		r.Dives = 20
	}
	if r.West == 0 && r.East == 0 && r.South == 0 && r.North == 0 {
		r.West, r.East, r.South, r.North = 50, 77, 5, 24
	}
	if !(r.West < r.East) || !(r.South < r.North) || r.South < -89 || r.North > 89 || r.East-r.West > 360 {
		return r, fmt.Errorf("datasets: a sea from %g to %g degrees east and %g to %g north; give west before east and south before north, within 89 degrees of the equator",
			r.West, r.East, r.South, r.North)
	}
	for _, v := range []struct {
		to  *float64
		def float64
	}{{&r.Size, 2.1}, {&r.Length, 420}, {&r.Days, 55}, {&r.Odd, 1.1}, {&r.OddDays, 14}, {&r.Noise, 0.1}, {&r.Mean, 22.5}, {&r.Season, 1.3}} {
		if *v.to == 0 {
			*v.to = v.def
		}
		if !(*v.to > 0) || math.IsInf(*v.to, 0) {
			return r, fmt.Errorf("datasets: a rehearsal with %g; give sizes, lengths and times above 0, or 0 for the defaults", *v.to)
		}
	}
	return r, nil
}

// A Sea is the known temperature of a [Rehearsal].
type Sea struct {
	r     Rehearsal
	waves []wave
}

// A wave of the field: numbers along the globe's three axes and time, and a phase.
type wave struct {
	k     [4]float64
	phase float64
}

// Run gives the floats, and the sea that they dived in.
func (r Rehearsal) Run() (Floats, Sea, error) {
	r, err := r.withDefaults()
	if err != nil {
		return Floats{}, Sea{}, err
	}
	random := rand.New(rand.NewPCG(r.Seed, 43))
	sea := Sea{r: r}
	for range 3000 { // so many that their sum is Gaussian to a part in their root
		// Matérn's spectrum of order 5/2 is Student's t with 5 degrees of freedom.
		chi := 0.0
		for range 5 {
			g := random.NormFloat64()
			chi += g * g
		}
		w := wave{phase: 2 * math.Pi * random.Float64()}
		for a := range w.k {
			length := r.Length
			if a == 3 {
				length = r.Days
			}
			w.k[a] = random.NormFloat64() / math.Sqrt(chi/5) / length
		}
		sea.waves = append(sea.waves, w)
	}
	f := Floats{Name: "temperature", Unit: "°C", Pressure: 100, TimeUnit: "days since 2023-01-01"}
	for number := range r.Floats {
		lon, lat, ok := r.somewhere(random)
		if !ok {
			return Floats{}, Sea{}, fmt.Errorf("datasets: between %g and %g degrees east, %g and %g north there is hardly any sea", r.West, r.East, r.South, r.North)
		}
		start, odd := 540*random.Float64(), random.NormFloat64()
		for dive := range r.Dives {
			day := start + 10*float64(dive)
			at, err := sea.At([]float64{lon}, []float64{lat}, []float64{day})
			if err != nil {
				return Floats{}, Sea{}, err
			}
			f.Float = append(f.Float, 9000000+number) // no float of the WMO has such a number
			f.Lon, f.Lat, f.Time = append(f.Lon, lon), append(f.Lat, lat), append(f.Time, day)
			f.Values = append(f.Values, at[0]+r.Odd*odd+r.Noise*random.NormFloat64())
			keep := math.Exp(-10 / r.OddDays)
			odd = keep*odd + math.Sqrt(1-keep*keep)*random.NormFloat64()
			// Ten days' drift of some 40 km; a float that would run ashore stays.
			x, y := lon+0.37*random.NormFloat64()/math.Cos(lat*math.Pi/180), lat+0.37*random.NormFloat64()
			if r.inside(x, y) {
				lon, lat = x, y
			}
		}
	}
	return f, sea, nil
}

// inside says whether a place is sea within the box.
func (r Rehearsal) inside(lon, lat float64) bool {
	return lon >= r.West && lon <= r.East && lat >= r.South && lat <= r.North && !IsLand(lon, lat)
}

// somewhere at sea.
func (r Rehearsal) somewhere(random *rand.Rand) (lon, lat float64, ok bool) {
	for range 10_000 {
		lon, lat = r.West+(r.East-r.West)*random.Float64(), r.South+(r.North-r.South)*random.Float64()
		if r.inside(lon, lat) {
			return lon, lat, true
		}
	}
	return 0, 0, false
}

// At gives the temperature at places, in degrees east and north, and days since 2023-01-01.
func (s Sea) At(lon, lat, time []float64) ([]float64, error) {
	if len(lon) != len(lat) || len(lon) != len(time) || s.waves == nil {
		return nil, fmt.Errorf("datasets: %d longitudes, %d latitudes and %d times in a sea of %d waves; give one of each, and a sea that was Run", len(lon), len(lat), len(time), len(s.waves))
	}
	const radius = 6371
	out := make([]float64, len(lon))
	for i := range out {
		sinLon, cosLon := math.Sincos(lon[i] * math.Pi / 180)
		sinLat, cosLat := math.Sincos(lat[i] * math.Pi / 180)
		x, y, z := radius*cosLat*cosLon, radius*cosLat*sinLon, radius*sinLat
		sum := 0.0
		for _, w := range s.waves {
			sum += math.Cos(w.k[0]*x + w.k[1]*y + w.k[2]*z + w.k[3]*time[i] + w.phase)
		}
		out[i] = s.r.Mean + s.r.Season*math.Cos(2*math.Pi*(time[i]-peak)/365.2422) + s.r.Size*math.Sqrt(2/float64(len(s.waves)))*sum
	}
	return out, nil
}
