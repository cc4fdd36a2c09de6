// Package secrets keeps what must not be in the log: who people are, their
// passwords, sessions, API keys and tickets, in the Postgres schema accounts.
//
// # Guarantees
//
//   - Nothing that lets somebody in can be read back: passwords are kept as
//     argon2id, tokens, keys and tickets as SHA-256 of 256 random bits. What is
//     given out shows itself by Reveal only, not in a log, an error or JSON.
//   - Who has the database but not the master key cannot even guess passwords:
//     hashes are sealed with it (AES-256-GCM), each for its owner alone. The
//     master key is kept elsewhere, see [MasterSource], and can be replaced while
//     all goes on, see [Store.Rotate].
//   - What was changed is on disk: synchronous_commit is never off.
//   - A session, a refresh token and a ticket are used on whichever instance,
//     and a ticket once on all of them.
//   - A session that was ended is refused at once here, and within a second
//     elsewhere, see [Store.Authenticate].
//   - Whether a person exists takes the same work as that they do not.
//   - All that is known of a person is gone with [Store.Erase].
//
// # Non-guarantees
//
//   - A row is not a person: whether somebody exists, is active, and what they
//     may do is in the log, and so is whether a key was revoked. Callers ask
//     user.Directory after each method that names a person or a key.
//   - While Postgres is away nobody signs in; who was seen here before goes on
//     until their access token expires.
//   - Without the master key nobody signs in with a password, and what was sealed
//     with one that is lost is lost. Sessions and API keys go on.
//   - Postgres may keep what was there before a rotation for a while, until it
//     reuses the space, and so do backups: it opens with the old key.
//   - [Throttle] counts in this process only.
//
// Times come from the clock given, in UTC; that of Postgres is not used.
package secrets
