package backend

import (
	"bytes"
	"strings"
	"testing"

	"k8s.io/klog/v2"
)

// TestSilenceEnds holds silence to both: nothing is said while it lasts, and the program's own log goes on after.
func TestSilenceEnds(t *testing.T) {
	defer klog.CaptureState().Restore()
	var log bytes.Buffer
	klog.LogToStderr(false)
	klog.SetOutput(&log)
	speak := silence()
	klog.Error("the plugin is broken")
	klog.Warning("the plugin is old")
	speak()
	klog.Info("the program goes on")
	klog.Flush()
	if said := log.String(); strings.Contains(said, "plugin") || !strings.Contains(said, "goes on") {
		t.Errorf("the log holds %q", said)
	}
}
