package main

import "flag"

// full asks for the tests that take minutes: go test ./lib/cmd/sublunar -full -timeout 60m
var full = flag.Bool("full", false, "run the tests that take minutes, too")
