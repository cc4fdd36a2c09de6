import type { Campaign } from '@/features/campaigns/campaignServiceV2';
import type { components, operations } from '@/lib/api.gen';
import { api, read } from '@/lib/apiClient';

export type Name = components['schemas']['Name'];
export type DNSResult = components['schemas']['DNSResult'];
export type HTTPResult = components['schemas']['HTTPResult'];
export type Result = Name | DNSResult | HTTPResult;

type Query<Operation extends keyof operations> = NonNullable<
  operations[Operation]['parameters'] extends { query?: infer Q } ? Q : never
>;

/** The filters of all three lists together; each takes its own. */
export type ResultQuery = Omit<
  Query<'list-generated-domains'> & Query<'list-dns-results'> & Query<'list-http-results'>,
  'status'
> & {
  status?: (DNSResult['status'] | HTTPResult['status'])[];
};

export type ResultPage = { items: Result[]; nextCursor: string | null; sequence: number };

export type Kind = 'names' | 'dns' | 'http';

export function kindOf({ campaignType }: Pick<Campaign, 'campaignType'>): Kind {
  switch (campaignType) {
    case 'dns_validation':
      return 'dns';
    case 'http_keyword_validation':
      return 'http';
    default:
      return 'names';
  }
}

/** Results of a campaign of any type, by its own list. */
export function listResults(kind: Kind, id: string, query: ResultQuery, signal?: AbortSignal) {
  const asked = { params: { path: { id }, query }, signal };
  switch (kind) {
    case 'dns':
      return read<ResultPage>(api.GET('/api/v2/campaigns/{id}/results/dns-validation', asked as never));
    case 'http':
      return read<ResultPage>(api.GET('/api/v2/campaigns/{id}/results/http-keyword', asked as never));
    default:
      return read<ResultPage>(api.GET('/api/v2/campaigns/{id}/results/generated-domains', asked as never));
  }
}
