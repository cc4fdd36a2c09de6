// Package match finds keyword rules in pages: strings and RE2 expressions, in
// the visible text, the title, the raw body and the headers.
//
// All strings of a matcher, and for each expression some text without which it
// cannot match, stand in one automaton that reads a page once. An expression
// runs only on texts where the automaton saw its text. So the time for a page
// is linear in its size, and hardly depends on the number of rules.
//
// Without CaseSensitive, characters are equal when Unicode simple case folding
// (CaseFolding.txt, status C and S) makes them so: the Kelvin sign equals k,
// ß equals ẞ but not ss, and İ equals neither i nor I.
package match
