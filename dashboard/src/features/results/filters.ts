import { matching, several, text, uuid } from '@/lib/asked';
import type { Kind, ResultQuery } from './resultService';

export const statusesOf = {
  names: [],
  dns: ['resolved', 'unresolved', 'timeout', 'error'],
  http: ['match', 'no_match', 'http_error', 'timeout', 'tls_error', 'blocked', 'error'],
} as const;

const code = matching(/^[1-5]\d\d$/);
const flag = matching(/^(true|false)$/);

/** Parameters of the address that filter, by list, within the bounds of the API. */
const filters: Record<Kind, { [Name in keyof ResultQuery]: (given: string[]) => ResultQuery[Name] }> = {
  names: { q: text(255), tld: text(255) },
  dns: { q: text(255), status: several(statusesOf.dns), rcode: text(32), resolver: text(300), personaId: uuid },
  http: {
    q: text(255),
    status: several(statusesOf.http),
    statusCode: (given) => numberOf(code(given)),
    category: text(100),
    keywordSetId: uuid,
    ruleId: uuid,
    personaId: uuid,
    contentHash: matching(/^[0-9a-f]{64}$/),
    hasKeywords: (given) => truthOf(flag(given)),
  },
};

function numberOf(text: string | undefined) {
  return text === undefined ? undefined : Number(text);
}

function truthOf(text: string | undefined) {
  return text === undefined ? undefined : text === 'true';
}

/** Reads the filter of a list out of an address. */
export function resultFilter(kind: Kind, params: URLSearchParams): ResultQuery {
  const read = Object.entries(filters[kind]).map(([name, of]) => [name, of(params.getAll(name))]);
  return Object.fromEntries(read.filter(([, value]) => value !== undefined));
}

export function isFiltered(filter: ResultQuery) {
  return Object.values(filter).some((value) => value !== undefined);
}
