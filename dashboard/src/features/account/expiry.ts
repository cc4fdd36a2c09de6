/** Days that a key is good for. */
export const expiries = ['7', '30', '90', '365', 'never'] as const;

export type Expiry = (typeof expiries)[number];

const day = 24 * 60 * 60 * 1_000;

/** The moment, as the API writes it; undefined for ever. */
export function expiryOf(expiry: Expiry, now: Date): string | undefined {
  if (expiry === 'never') return undefined;
  return new Date(now.getTime() + Number(expiry) * day).toISOString();
}
