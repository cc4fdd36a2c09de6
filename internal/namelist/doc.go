// Package namelist reads lists of domain names from a stream: plain text or
// CSV, packed with gzip or not, a million names and more.
//
// A name is handed over as soon as its line is complete, and while it is being
// taken nothing is read: who takes names slowly slows the sender. What is held
// are 64 KiB of the stream, 128 bits of each accepted name by which it is known
// when it comes again, and 1,000 invalid lines, cut. For 1,000,000 names of any
// length these are 36 MiB of heap (BenchmarkMemory).
//
// # Text
//
// One name a line, ended by LF or CRLF; the last may end with the stream. Lines
// of white space and lines that begin with # are passed over.
//
// # CSV
//
// RFC 4180, and LF ends a line too. The names are in the column that was asked
// for (whatever its case and outer spaces); else in the one that the first row
// calls "domain"; else in the first column, and the first row is data. Lines of
// white space are passed over; # has no meaning. The number of a record is that
// of the line in which it begins.
//
// A record may be of several lines, and a quote that is never closed would make
// all that follows one record. So:
//
//   - A record longer than 1,024 bytes is line_too_long, and reading goes on
//     after it. The first row may be longer when it names the columns.
//   - A record whose end is not within 64 KiB is line_too_long, and one with a
//     quote in the wrong place, or open at the end of the stream, is
//     not_a_hostname. Of both only the first line is dropped, and reading goes
//     on at the next: a forgotten quote costs one line, not the list.
//
// While a quote is open the lines behind it are held back, 64 KiB at most.
// No line is searched for the end of a record more than twice: one that leaves
// a quote open ends what a line before it had left open.
//
// # Both
//
// A byte order mark at the start is dropped. A line of more than 1,024 bytes,
// its end not counted, is line_too_long and is skipped without being kept,
// unless it is a comment. Only the cell with the name has to be valid UTF-8.
package namelist
