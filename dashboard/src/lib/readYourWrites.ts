/**
 * The highest sequence that this tab knows of, by the answers to its commands
 * and by the feed. Reads ask for an answer that reflects it, so a list shows
 * what was just created.
 */
let written = 0;

/** Reads that reflect no sequence. */
const timeless = /^\/(health|ping)|\/(auth\/status|me|openapi\.\w+)$/;

export function noteWritten(sequence: number) {
  written = Math.max(written, sequence);
}

export function minSequenceFor(pathname: string): number | undefined {
  return written > 0 && !timeless.test(pathname) ? written : undefined;
}

/** For the next person in this tab. */
export function forgetWritten() {
  written = 0;
}
