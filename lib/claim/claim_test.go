package claim

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/janpfeifer/gonb/gonbui/protocol"
)

var (
	nan = math.NaN()
	inf = math.Inf(1)
)

func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		name  string
		claim Claim
		want  string
	}{
		{"relative, near", Check("q", 10.02, Relative(0.005), 10, "s"), Held},
		{"relative, far", Check("q", 10.06, Relative(0.005), 10, "s"), Failed},
		{"relative, below", Check("q", 9.94, Relative(0.005), 10, "s"), Failed},
		{"relative, negative", Check("q", -10.02, Relative(0.005), -10, "s"), Held},
		{"relative, wrong sign", Check("q", 10, Relative(0.005), -10, "s"), Failed},
		{"absolute, near", Check("q", 0.01, Absolute(0.02), 0, "s"), Held},
		{"absolute, far", Check("q", 0.03, Absolute(0.02), 0, "s"), Failed},
		{"absolute, on the edge", Check("q", 1.1, Absolute(0.1), 1, "s"), Held},
		{"absolute, past the edge", Check("q", 1.1000001, Absolute(0.1), 1, "s"), Failed},
		{"at most, below", AtMost("q", 0.1, 0.2, "s"), Held},
		{"at most, equal", AtMost("q", 0.2, 0.2, "s"), Held},
		{"at most, above", AtMost("q", 0.3, 0.2, "s"), Failed},
		{"at most 0", AtMost("q", 1e-9, 0, "s"), Failed},
		{"at least, above", AtLeast("q", 0.3, 0.2, "s"), Held},
		{"at least, below", AtLeast("q", 0.1, 0.2, "s"), Failed},
		{"got NaN", Check("q", nan, Absolute(1e300), 0, "s"), Failed},
		{"got NaN, at most", AtMost("q", nan, 1, "s"), Failed},
		{"got NaN, at least", AtLeast("q", nan, 1, "s"), Failed},
		{"got Inf", Check("q", inf, Absolute(1), 1, "s"), Failed},
		{"got -Inf, at most", AtMost("q", -inf, 1, "s"), Failed},
		{"got Inf, at least", AtLeast("q", inf, 1, "s"), Failed},
	} {
		if c.claim.Status != c.want {
			t.Errorf("%s: %s, want %s", c.name, c.claim, c.want)
		}
	}
}

// Each of these would hold if its fault were overlooked.
func TestMisuseFails(t *testing.T) {
	for _, c := range []struct {
		claim  Claim
		reason string
	}{
		{Check("", 1, Relative(0.1), 1, "s"), "no name"},
		{Check("q", 1, Relative(0.1), 1, ""), "no source"},
		{Check("q", 1, Tolerance{}, 1, "s"), "no tolerance"},
		{Check("q", 1, Relative(nan), 1, "s"), "positive"},
		{Check("q", 1, Relative(0), 1, "s"), "positive"},
		{Check("q", 1, Relative(-0.1), 1, "s"), "positive"},
		{Check("q", 1, Absolute(-1), 1, "s"), "positive"},
		{Check("q", 1, Absolute(nan), 1, "s"), "positive"},
		{Check("q", 1, Relative(inf), 1, "s"), "cannot fail"},
		{Check("q", 1, Absolute(inf), 1, "s"), "cannot fail"},
		{Check("q", 1, Relative(1), 1, "s"), "wrong sign"},
		{Check("q", 1e300, Relative(1e10), 1e300, "s"), "cannot fail"},
		{Check("q", 0, Relative(0.1), 0, "s"), "claim.Absolute"},
		{Check("q", 1, Absolute(1), nan, "s"), "finite"},
		{Check("q", inf, Absolute(1), inf, "s"), "finite"},
		{AtMost("q", 1, inf, "s"), "finite"},
		{AtMost("q", 1, nan, "s"), "finite"},
		{AtLeast("q", 1, -inf, "s"), "finite"},
		{On(true, "").Check("q", 1, Absolute(1), 1, "s"), "data has no name"},
		{On(false, "").Check("q", 1, Absolute(1), 1, "s"), "data has no name"},
	} {
		if c.claim.Status != Failed || !strings.Contains(c.claim.Reason, c.reason) {
			t.Errorf("%s\n\twant it failed for a reason with %q", c.claim, c.reason)
		}
		if !strings.Contains(c.claim.String(), c.claim.Reason) || !strings.Contains(c.claim.HTML(), "failed") {
			t.Errorf("%s: the reader isn't told why", c.claim)
		}
	}
}

func TestScope(t *testing.T) {
	here, elsewhere := On(true, "the pelts"), On(false, "the pelts")
	for _, c := range []struct {
		claim Claim
		want  string
	}{
		{here.Check("q", 1, Absolute(0.1), 1, "s"), Held},
		{here.Check("q", 2, Absolute(0.1), 1, "s"), Failed},
		{here.AtMost("q", 2, 1, "s"), Failed},
		{here.AtLeast("q", 2, 1, "s"), Held},
		{elsewhere.Check("q", 1, Absolute(0.1), 1, "s"), NotApplicable},
		{elsewhere.Check("q", nan, Absolute(0.1), 1, "s"), NotApplicable},
		{elsewhere.AtMost("q", 2, 1, "s"), NotApplicable},
		{elsewhere.AtLeast("q", 2, 1, "s"), NotApplicable},
	} {
		if c.claim.Status != c.want || c.claim.Data != "the pelts" {
			t.Errorf("%s about %q, want %s", c.claim, c.claim.Data, c.want)
		}
	}
}

// A claim that holds at a tolerance holds at every greater one, and at every result that is nearer.
func TestMonotone(t *testing.T) {
	if bad := countNotMonotone(judge); bad != 0 {
		t.Errorf("%d of 20000 claims stopped holding when the tolerance grew or the result came nearer", bad)
	}
	// The control: a check that measures the tolerance against the result instead of the reference.
	wrong := func(name string, got float64, tol Tolerance, want float64, source string) Claim {
		c := Claim{Status: Failed}
		if math.Abs(got-want) >= tol.width(got) {
			c.Status = Held
		}
		return c
	}
	if countNotMonotone(wrong) == 0 {
		t.Error("the known-bad check passes as monotone: this test sees nothing")
	}
}

func countNotMonotone(judge func(string, float64, Tolerance, float64, string) Claim) (bad int) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		want := math.Exp(20*r.Float64()-10) * float64(1-2*r.IntN(2))
		off := math.Exp(10*r.Float64() - 10)
		small := math.Exp(10*r.Float64() - 10.01)
		large := math.Min(small*(1+r.Float64()), 0.999)
		for _, kind := range []func(float64) Tolerance{Relative, Absolute} {
			at := func(off, size float64) bool {
				return judge("q", want*(1+off), kind(size), want, "s").Status == Held
			}
			if at(off, small) && !(at(off, large) && at(off/2, small)) {
				bad++
			}
		}
	}
	return bad
}

// What is shown must agree with the verdict.
func TestWords(t *testing.T) {
	for _, c := range []struct {
		claim Claim
		want  string
	}{
		{Check("sigma", 10.02, Relative(0.005), 10, "Lorenz 1963"),
			"✓ held: sigma = 10.02, within 0.5% of 10 (Lorenz 1963)"},
		{Check("sigma", 10.0501, Relative(0.005), 10, "Lorenz 1963"),
			"✗ failed: sigma = 10.0501, not within 0.5% of 10 (Lorenz 1963)"},
		{Check("mean", 1e-7, Absolute(1e-6), 0, "exact"), "✓ held: mean = 1e-07, within 1e-06 of 0 (exact)"},
		{AtMost("error", 0.25, 0.2, "10 seeds"), "✗ failed: error = 0.25, not at most 0.2 (10 seeds)"},
		{AtLeast("skill", 0.25, 0.2, "10 seeds"), "✓ held: skill = 0.25, at least 0.2 (10 seeds)"},
		{Check("q", nan, Absolute(1), 1, "s"), "✗ failed: q = NaN; the result is not a finite number (s)"},
		{On(false, "the pelts").AtMost("error", 0.25, 0.2, "s"),
			"○ not applicable: error = 0.25; at most 0.2 is a claim about the pelts (s)"},
	} {
		if got := c.claim.String(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestHTMLEscapes(t *testing.T) {
	c := Check(`<script>alert("x")</script>`, 1, Absolute(1), 1, "<b>s</b>")
	if h := c.HTML(); strings.Contains(h, "<script") || strings.Contains(h, "<b>s") {
		t.Errorf("a name or source reaches the page as markup: %s", h)
	}
}

// The contract with the runner: these keys, these types, numbers that JSON lacks as strings; and
// the object survives the gob by which it crosses to the kernel.
func TestJSON(t *testing.T) {
	for _, c := range []struct {
		claim Claim
		want  string
	}{
		{Check("sigma", 10.02, Relative(0.005), 10, "Lorenz 1963"),
			`{"name":"sigma","status":"held","got":10.02,"want":10,"tolerance":{"kind":"relative","size":0.005,"words":"within 0.5% of 10"},"source":"Lorenz 1963","data":""}`},
		{On(false, "the pelts").AtMost("error", nan, 0.2, "s"),
			`{"name":"error","status":"not applicable","got":"NaN","want":0.2,"tolerance":{"kind":"at most","size":0,"words":"at most 0.2"},"source":"s","data":"the pelts"}`},
		{AtLeast("skill", -inf, 0.2, "s"),
			`{"name":"skill","status":"failed","got":"-Inf","want":0.2,"tolerance":{"kind":"at least","size":0,"words":"at least 0.2"},"source":"s","data":"","reason":"the result is not a finite number"}`},
		{Check("q", 1, Absolute(inf), 1, "s"),
			`{"name":"q","status":"failed","got":1,"want":1,"tolerance":{"kind":"absolute","size":"+Inf","words":"within +Inf of 1"},"source":"s","data":"","reason":"the tolerance is infinite, so the claim cannot fail: give a finite one"}`},
	} {
		var wire bytes.Buffer
		sent := protocol.DisplayData{Data: c.claim.bundle()}
		if err := gob.NewEncoder(&wire).Encode(&sent); err != nil {
			t.Fatalf("%s: %v", c.claim, err)
		}
		var got protocol.DisplayData
		if err := gob.NewDecoder(&wire).Decode(&got); err != nil {
			t.Fatalf("%s: %v", c.claim, err)
		}
		if len(got.Data) != 3 || got.Data[protocol.MIMETextPlain] != c.claim.String() {
			t.Errorf("%s: the display holds %d forms, or other text", c.claim, len(got.Data))
		}
		text, err := json.Marshal(got.Data[MIME])
		if err != nil {
			t.Fatal(err)
		}
		if !sameJSON(t, string(text), c.want) {
			t.Errorf("got  %s\nwant %s", text, c.want)
		}
	}
}

func sameJSON(t *testing.T, a, b string) bool {
	t.Helper()
	var x, y any
	for text, into := range map[string]*any{a: &x, b: &y} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			t.Fatal(err)
		}
	}
	return reflect.DeepEqual(x, y)
}

func BenchmarkCheck(b *testing.B) {
	for b.Loop() {
		judge("sigma", 10.02, Relative(0.005), 10, "Lorenz 1963").bundle()
	}
}
