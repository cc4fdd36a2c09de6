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
//
// # Web sites ([Lab.Site])
//
// Every name with an address has a site on the common port [Lab.HTTPPort]. It speaks HTTP/1.1 and refuses TLS handshakes, but for
// BadCertificate. A request that reaches an address which is not the name's own is answered 421. The status is that of a client
// which asks plain HTTP; where one that tries https on the same port first ends otherwise, that follows behind a slash.
//
//	Keyword          page with one keyword or all                                          match
//	NoKeyword        page without (whatever no share takes)                                no_match
//	Hidden           keyword only in script, style, comment, attribute, template, noscript no_match
//	RedirectPath     1 to 3 redirects on the same host, then a page                        match, no_match
//	RedirectHost     redirect to www.NAME at another address, then a page                  match, no_match
//	RedirectLoop     redirects without end                                                 error
//	RedirectPrivate  redirect to 127.0.0.1 or ::1                                          blocked
//	NotFound         404, its page has a keyword                                           http_error
//	ServerError      500, its page has a keyword                                           http_error
//	SlowSite         page after Config.SiteDelay                                           match, no_match
//	Silent           takes the request (or the TLS handshake) and says nothing             timeout
//	Gzip             compressed page with keyword, where the client accepts gzip           match
//	GzipBomb         100 KiB that unpack to 64 MiB                                         no_match, truncated
//	EndlessHeaders   headers up to 64 MiB                                                  error / tls_error
//	EndlessBody      a few bytes every 100 ms                                              timeout / tls_error
//	Reset            RST after the request                                                 error / tls_error
//	Closed           nothing listens at its address                                        error
//	Garbage          an answer that is not HTTP                                            error / tls_error
//	BadCertificate   self-signed certificate; plain HTTP is closed without an answer       error / tls_error
//	Latin1           keyword and title in ISO 8859-1, declared in header or document       match
//	Huge             keyword only behind BodyLimit                                         no_match, truncated
//
// About one title in three holds markup, entities, NUL, bidirectional controls, or is too long. [Lab.Revise] changes one page while
// the lab runs; nothing else ever changes. Whatever waits for a client ends after a minute, and at [Lab.Close].
package lab
