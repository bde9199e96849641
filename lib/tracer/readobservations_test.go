package tracer_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"sublunar/lib/tracer"
)

func TestReadObservations(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	write := func(text string) {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("time (s), x (m), y (m), value (kg/m^3), deviation, platform\n0, 1, 2, 3, 0.5, 7\n9, 1, 2, , 0.5, 7\n5, 4, 3, 2, 0.1, 8\n")
	got, err := tracer.ReadObservations(path)
	if err != nil || len(got) != 2 || got[0] != (tracer.Observation{X: 1, Y: 2, Value: 3, Deviation: 0.5, Platform: 7}) || got[1].Time != 5 {
		t.Errorf("%+v, %v", got, err)
	}
	for text, want := range map[string]string{"x, y, time, value\n1,2,3,4\n": `no column "deviation"`, "x, y, time, value, deviation\n1,2,3,,5\n": "no row"} {
		write(text)
		if _, err := tracer.ReadObservations(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: want %q", err, want)
		}
	}
	if _, err := tracer.ReadObservations(path + "x"); err == nil {
		t.Error("no such file")
	}
}
