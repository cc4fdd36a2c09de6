import type { Kind, ResultQuery } from './resultService';

export const statusesOf = {
  names: [],
  dns: ['resolved', 'unresolved', 'timeout', 'error'],
  http: ['match', 'no_match', 'http_error', 'timeout', 'tls_error', 'blocked', 'error'],
} as const;

/** Parameters of the address that filter, by list. */
const texts: Record<Kind, string[]> = {
  names: ['q', 'tld'],
  dns: ['q', 'status', 'rcode', 'resolver', 'personaId'],
  http: ['q', 'status', 'statusCode', 'category', 'keywordSetId', 'ruleId', 'personaId', 'contentHash', 'hasKeywords'],
};

/** Reads the filter of a list out of an address. */
export function resultFilter(kind: Kind, params: URLSearchParams): ResultQuery {
  const filter: Record<string, unknown> = {};
  for (const name of texts[kind]) {
    const value = params.get(name);
    if (!value) continue;
    if (name === 'status')
      filter.status = params.getAll('status').filter((one) => (statusesOf[kind] as readonly string[]).includes(one));
    else if (name === 'statusCode') filter.statusCode = /^[1-5]\d\d$/.test(value) ? Number(value) : undefined;
    else if (name === 'hasKeywords') filter.hasKeywords = value === 'true';
    else filter[name] = value;
  }
  return filter as ResultQuery;
}

export function isFiltered(filter: ResultQuery) {
  return Object.values(filter).some((value) => value !== undefined);
}
