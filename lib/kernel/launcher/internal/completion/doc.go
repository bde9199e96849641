// Package completion stands for gopls until somebody asks for it. GoNB starts gopls with every kernel, and gopls then reads
// the packages that a cell could name: a second of the processor and 100 to 300 MB, for a student who may never press Tab.
//
// [Serve] listens in gopls' place, greets GoNB as gopls would, and takes down which files GoNB says are open. At the first
// question it starts the real gopls, tells it all that, and passes words between the two. When nothing was asked for
// [Patience], it ends gopls again, to start it anew at the next question.
//
// GoNB speaks the language server protocol: https://microsoft.github.io/language-server-protocol/
package completion
