// Package namelist reads lists of domain names from a stream, one a
// line, a million and more.
//
// A name is handed over as soon as its line is complete, and while it is being
// taken nothing is read: who takes names slowly slows the sender. What is held
// are 64 KiB of the stream, 128 bits of each accepted name by which it is known
// when it comes again, and 1,000 invalid lines, cut.
//
// A line ends with LF or CRLF; the last one may end with the stream. Lines
// of white space and lines that begin with # are passed over.
//
// A byte order mark at the start is dropped. A line of more than 1,024 bytes,
// its end not counted, is line_too_long and is skipped without being kept,
// unless it is a comment.
package namelist
