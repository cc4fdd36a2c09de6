import { several, text } from '@/lib/asked';
import type { DomainQuery } from './pipelineService';

export const dnsStatuses = ['pending', 'resolved', 'unresolved', 'timeout', 'error'] as const;
export const httpStatuses = [
  'pending',
  'match',
  'no_match',
  'http_error',
  'timeout',
  'tls_error',
  'blocked',
  'error',
] as const;

export type DomainStatus = (typeof dnsStatuses)[number] | (typeof httpStatuses)[number];

/** Reads the filter of the names out of an address, within the bounds of the API. */
export function domainFilter(params: URLSearchParams): DomainQuery {
  return {
    q: text(255)(params.getAll('q')),
    keyword: text(1000)(params.getAll('keyword')),
    dnsStatus: several(dnsStatuses)(params.getAll('dns')),
    httpStatus: several(httpStatuses)(params.getAll('http')),
  };
}
