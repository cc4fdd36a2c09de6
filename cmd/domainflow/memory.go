package main

import (
	"os"
	"runtime/debug"
)

// softMemoryLimit is what the collector of garbage tries to stay below. In a
// campaign of ten million names 250 MiB are in use, a third of it blocks of the
// log that the NATS server has just read, a third what the live feed holds. Left
// alone the heap grows to 630 MiB; limited to 400 it costs 6 % of the CPU, to 320
// 20 % (docs/benchmarks.md). It is no bound: what is in use stays.
const softMemoryLimit = 400 << 20

// growth is how much garbage there may be before it is collected, in percent of
// what is in use. A list of a million lines takes 221 MiB at 75, 189 at 50, for
// 3 % more CPU; 258 MiB were seen at 75 beside a build and other tests, 308 at
// Go's own 100 under load (TestListOfAMillionLines with GOGC set).
const growth = 50

// limitMemory leaves the limit to GOMEMLIMIT and the growth to GOGC where they
// are set.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemoryLimit)
	}
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(growth)
	}
}
