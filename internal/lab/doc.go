// Package lab is a small internet on loopback for tests, the demo and benchmarks: DNS servers good and bad, and web sites
// ordinary and hostile. Every answer follows by rule from a hash of (seed, name), so any name under any TLD has an answer, a
// million names need no zone file, and the truth about each name can be asked ([Lab.DNS], [Lab.Site]) and compared with a result.
//
// Everything listens in 127.64.0.0/10 and nothing else does: DNS servers on 127.64.0.0/24, web sites on 127.64.1.0/24.
// A program under test therefore allows 127.64.0.0/10 and must still refuse 127.0.0.1.
//
// # DNS servers ([Lab.Resolver])
//
// Each has its own address and speaks UDP and TCP on the same port.
//
//	Clean       answers at once
//	Slow        answers Config.SlowDelay after the question (TCP: one question after the other)
//	Lossy       loses Config.LossShare of the questions; which ones follows from seed, name, type and attempt
//	ServFail    SERVFAIL to Config.ServFailShare of the questions, chosen as by Lossy
//	Refused     REFUSED to Config.RefusedShare of the questions, chosen as by Lossy
//	Truncating  UDP: empty and truncated; TCP: the whole answer
//	Dead        swallows every question, over UDP and TCP
//
// # Names ([Lab.DNS])
//
// Config.Exists of the names exist; Config.Names divides those.
//
//	Missing    NXDOMAIN                                       unresolved
//	Address    one A (whatever no share takes)                resolved
//	Dual       two A and one AAAA (documentation range)       resolved
//	Alias      1 to 3 CNAMEs, then one A                      resolved
//	NoAddress  NOERROR without A and AAAA, half of them MX    unresolved
//	AliasLoop  two CNAMEs that point at each other            error
//	Broken     SERVFAIL from every server                     error
//	BlackHole  no answer from any server                      timeout
//
// Existing names also answer MX, TXT, NS and SOA. Derived names (hop1.NAME, loop.NAME, www.NAME) exist where an alias or a
// redirect of NAME points at them.
package lab
