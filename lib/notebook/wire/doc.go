// Package wire drives a Jupyter kernel: it starts one, runs cells on it by Jupyter's wire protocol,
// and ends it with everything it started.
//
// It speaks version 5.4 of the protocol over all five channels (shell, iopub, stdin, control,
// heartbeat), every message signed with HMAC-SHA256 and every signature verified before the
// message is looked at. It knows no language: [Command] says what to start.
//
// A cell ends when the kernel has answered it and gone idle. One that takes too long, or asks for
// input, is interrupted; if it goes on, its kernel is killed. A kernel that dies is reported when
// its process ends, not when a message fails to come. One that lives but answers no heartbeat is
// killed. A cell that floods its output gets the head and the tail of it ([Limits]).
//
// A kernel is a tree of processes that its own death does not end: killing GoNB orphans the running
// cell and gopls, which have process groups of their own. So every process below a kernel carries a
// mark in its environment, by which it is found and killed wherever it has gone, and the kernel's
// TMPDIR lies in a private folder, which is removed. If we are killed ourselves, the system kills the
// kernel (Linux), and the next Start, or [Sweep], ends what is left. On systems other than Linux a
// process can't be found by its mark: there the kernel itself is killed, its orphans are not.
//
// The protocol: https://jupyter-client.readthedocs.io/en/stable/messaging.html
package wire
