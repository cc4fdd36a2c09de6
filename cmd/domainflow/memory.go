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

// limitMemory leaves the limit to GOMEMLIMIT where that is set.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softMemoryLimit)
	}
}
