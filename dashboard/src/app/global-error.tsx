'use client';

/** The last resort, without anything that could have failed: no texts, no styles, no providers. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <h1>DomainFlow has failed</h1>
        <button type="button" onClick={reset}>
          Try again
        </button>
      </body>
    </html>
  );
}
