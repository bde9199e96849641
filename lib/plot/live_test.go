package plot

import (
	"errors"
	"math"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/janpfeifer/gonb/gonbui/protocol"

	"sublunar/lib/field"
)

// stage is an output in a notebook that isn't there: what was sent, and a clock that stands still.
type stage struct {
	clock time.Time
	sent  []map[protocol.MIMEType]any
	syncs int
	err   error
}

func (s *stage) output(headless bool) *output {
	s.clock = time.Unix(1e9, 0)
	return &output{notebook: true, headless: headless,
		now:  func() time.Time { return s.clock },
		send: func(d map[protocol.MIMEType]any) error { s.sent = append(s.sent, d); return s.err },
		sync: func() { s.syncs++ },
	}
}

func (s *stage) text() string { return s.sent[len(s.sent)-1][protocol.MIMETextPlain].(string) }

func loss(step, total int, v float64) field.Progress {
	return field.Progress{Step: step, Total: total, Values: []field.Value{{Name: "loss", Value: v}}}
}

// Of steps a hundredth of a second apart, at most four a second are drawn, and always the last.
func TestLiveIsThrottled(t *testing.T) {
	var s stage
	l := newLive(s.output(false), nil)
	for i := 1; i <= 1000; i++ {
		if err := l.observe(loss(i, 1000, 1/float64(i))); err != nil {
			t.Fatal(err)
		}
		s.clock = s.clock.Add(10 * time.Millisecond)
	}
	if n := len(s.sent); n < 38 || n > 42 {
		t.Errorf("%d states in 10 s", n)
	}
	if s.text() != "step 1000 of 1000: loss 0.001" || s.syncs != 1 {
		t.Errorf("the last state is %q; %d syncs", s.text(), s.syncs)
	}
	soundXML(t, s.sent[len(s.sent)-1][protocol.MIMEImageSVG].(string))
}

// A step within the pause is drawn once the pause is over, should none follow.
func TestLiveCatchesUp(t *testing.T) {
	var s stage
	l := newLive(s.output(false), nil)
	for i := 1; i <= 2; i++ {
		if err := l.observe(loss(i, 0, 1)); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.sent) != 1 || l.late == nil {
		t.Fatalf("%d states; late: %v", len(s.sent), l.late)
	}
	l.late.Stop() // the test stands in for the timer
	l.catchUp()
	if len(s.sent) != 2 || s.text() != "step 2: loss 1" || l.late != nil {
		t.Errorf("%d states, the last %q", len(s.sent), s.text())
	}
	l.late = nil
	l.catchUp()
	if len(s.sent) != 2 {
		t.Error("a state was drawn twice")
	}
}

// Headless, few states are drawn, the last step's among them; work that ends early leaves one at most a
// fifth of the way back.
func TestLiveHeadless(t *testing.T) {
	var s stage
	l := newLive(s.output(true), nil)
	for i := 1; i <= 100_000; i++ {
		if err := l.observe(loss(i, 100_000, 1/float64(i))); err != nil {
			t.Fatal(err)
		}
		if i == 70_000 {
			var at int
			for _, c := range s.text()[5:] {
				if c < '0' || c > '9' {
					break
				}
				at = 10*at + int(c-'0')
			}
			if at < 56_000 {
				t.Errorf("after 70,000 steps the state is that of %d", at)
			}
		}
	}
	if n := len(s.sent); n > 60 || s.syncs != 1 || !strings.HasPrefix(s.text(), "step 100000 of") {
		t.Errorf("%d states, %d syncs, the last %q", n, s.syncs, s.text())
	}
}

func TestLiveKeepsItsPicks(t *testing.T) {
	var s stage
	l := newLive(s.output(true), []string{"validation"})
	p := loss(1, 1, 3)
	p.Values = append(p.Values, field.Value{Name: "validation", Value: 4})
	if err := l.observe(p); err != nil {
		t.Fatal(err)
	}
	got := l.series()
	if len(got.Columns) != 1 || got.Columns[0].Name != "validation" || got.Columns[0].Values[0] != 4 {
		t.Errorf("%+v", got)
	}
}

// What a fit may bring: values that come late, that are no numbers, that are not positive; a second
// stage that counts from one again; no values at all.
func TestLiveTakesWhatComes(t *testing.T) {
	var s stage
	l := newLive(s.output(true), nil)
	for _, p := range []field.Progress{{}, {Step: 1}, loss(2, 9, 1), loss(3, 9, math.NaN()), loss(4, 9, math.Inf(1)), loss(5, 9, -1),
		{Step: 6, Values: []field.Value{{Name: "late", Value: 1}}}, loss(1, 3, 0.5), loss(2, 3, 0.4), loss(2, 3, 0.3), loss(3, 3, 0.2)} {
		if err := l.observe(p); err != nil {
			t.Fatal(err)
		}
	}
	got := l.series()
	if err := got.Check(); err != nil {
		t.Fatal(err)
	}
	if n := got.Len(); n != 11 || got.Columns[0].Values[n-1] != 0.2 || len(got.Columns) != 2 {
		t.Errorf("%v", got)
	}
	soundXML(t, s.sent[len(s.sent)-1][protocol.MIMEImageSVG].(string))
}

// A long history keeps its length in bounds, its beginning and its end.
func TestLiveHistoryIsBounded(t *testing.T) {
	l := newLive((&stage{}).output(true), nil)
	for i := 1; i <= 1_000_000; i++ {
		l.add(loss(i, 0, float64(i)))
	}
	got := l.series()
	n := got.Len()
	if n > mostHistory+1 || n < mostHistory/2 || got.Axis.Values[0] != 1 || got.Axis.Values[n-1] != 1e6 || got.Columns[0].Values[n-1] != 1e6 {
		t.Errorf("%v", got)
	}
	if err := got.Check(); err != nil {
		t.Error(err)
	}
}

func TestLiveReportsALostNotebook(t *testing.T) {
	gone := errors.New("gone")
	s := stage{err: gone}
	if err := newLive(s.output(true), nil).observe(loss(1, 2, 1)); !errors.Is(err, gone) {
		t.Errorf("%v", err)
	}
	// Found out by the timer, it is told at the next step.
	s = stage{}
	l := newLive(s.output(false), nil)
	l.observe(loss(1, 9, 1))
	l.observe(loss(2, 9, 1))
	l.late.Stop()
	s.err = gone
	l.catchUp()
	if err := l.observe(loss(3, 9, 1)); !errors.Is(err, gone) {
		t.Errorf("%v", err)
	}
}

func TestLiveFromManyGoroutines(t *testing.T) {
	var s stage
	l := newLive(s.output(true), nil)
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for i := range 500 {
				if err := l.observe(loss(i, 0, 1)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if err := l.series().Check(); err != nil {
		t.Error(err)
	}
}

func TestBar(t *testing.T) {
	var s stage
	b := newBar(s.output(false), "fitting <i>")
	b.observe(field.Progress{Step: 0, Total: 100})
	s.clock = s.clock.Add(10 * time.Second)
	b.observe(field.Progress{Step: 25, Total: 100})
	if got := s.text(); got != "fitting <i>: step 25 of 100, 10 s, about 30 s left" {
		t.Error(got)
	}
	page := s.sent[1][protocol.MIMETextHTML].(string)
	if strings.Contains(page, "<i>") || !strings.Contains(page, "width: 25.0%") {
		t.Error(page)
	}
	s.clock = s.clock.Add(30 * time.Second)
	b.observe(field.Progress{Step: 100, Total: 100})
	if got := s.text(); got != "fitting <i>: step 100 of 100, 40 s" {
		t.Error(got)
	}
	// Headless there are no times in it, so that two runs are alike.
	var q stage
	b = newBar(q.output(true), "fitting")
	b.observe(field.Progress{Step: 1, Total: 2})
	b.observe(field.Progress{Step: 2, Total: 2})
	if got := q.text(); got != "fitting: step 2 of 2" {
		t.Error(got)
	}
}

func TestRough(t *testing.T) {
	for d, want := range map[time.Duration]string{4240 * time.Millisecond: "4.2 s", 59 * time.Second: "59 s", 125 * time.Second: "2 min 5 s",
		11520 * time.Second: "3 h 12 min", 9990 * time.Millisecond: "10 s", 59700 * time.Millisecond: "1 min 0 s"} {
		if got := rough(d); got != want {
			t.Errorf("%v is %q, want %q", d, got, want)
		}
	}
}

// What a step costs a fit when nobody watches.
func BenchmarkLiveHeadless(b *testing.B) {
	l := newLive((&stage{}).output(true), nil)
	p := loss(0, math.MaxInt, 1)
	for b.Loop() {
		p.Step++
		if err := l.observe(p); err != nil {
			b.Fatal(err)
		}
	}
}

// What a state costs when it is drawn, with a full history.
func BenchmarkLiveState(b *testing.B) {
	l := newLive((&stage{}).output(true), nil)
	for i := 1; i < mostHistory; i++ {
		l.add(loss(i, 0, 1/float64(i)))
	}
	for b.Loop() {
		if _, err := l.bundle(); err != nil {
			b.Fatal(err)
		}
	}
}

func TestLiveNamesWhatThereIs(t *testing.T) {
	err := Live("los")(field.Progress{Step: 1, Values: []field.Value{{Name: "loss", Value: 1}}})
	if err == nil || !strings.Contains(err.Error(), `"loss"`) {
		t.Errorf("got %v", err)
	}
}

// The title says the values that are drawn, and no others: it has the width of the figure.
func TestLiveTitle(t *testing.T) {
	var s stage
	l := newLive(s.output(false), []string{"error"})
	p := field.Progress{Step: 7, Total: 7, Values: []field.Value{{Name: "loss", Value: 3}, {Name: "error", Value: 0.5}}}
	if err := l.observe(p); err != nil {
		t.Fatal(err)
	}
	svg := s.sent[len(s.sent)-1][protocol.MIMEImageSVG].(string)
	if !strings.Contains(svg, "7 of 7: error 0.5") || strings.Contains(svg, "loss") || !strings.Contains(s.text(), "loss 3") || len(p.Values) != 2 || p.Values[0].Name != "loss" {
		t.Errorf("%q\n%s", s.text(), svg)
	}
}
