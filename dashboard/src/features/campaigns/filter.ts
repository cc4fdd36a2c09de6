import type { CampaignQuery, Status } from './campaignServiceV2';

export const statuses: Status[] = ['pending', 'running', 'paused', 'completed', 'failed', 'cancelled'];
export const types = ['domain_generation', 'domain_list', 'dns_validation', 'http_keyword_validation'] as const;
export const sorts = ['-createdAt', 'createdAt', '-updatedAt', 'name', '-name', 'status'] as const;

function oneOf<T extends string>(value: string | null, known: readonly T[]): T | undefined {
  return known.find((one) => one === value);
}

/** Reads the filter out of an address. What it does not know, it leaves out. */
export function filterOf(params: URLSearchParams, self: string): CampaignQuery {
  const filter: CampaignQuery = {
    status: params.getAll('status').filter((one): one is Status => statuses.includes(one as Status)),
    campaignType: oneOf(params.get('type'), types),
    q: params.get('q')?.slice(0, 255) || undefined,
    ownerId: params.get('owner') === 'me' ? self : undefined,
    createdFrom: dayOf(params.get('from')),
    createdTo: dayOf(params.get('to'), 1),
    sort: oneOf(params.get('sort'), sorts),
  };
  if (filter.status?.length === 0) delete filter.status;
  return filter;
}

/** The beginning of a day of the person, as a moment; `to` is the day that is still in it. */
function dayOf(text: string | null, later = 0): string | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? '');
  if (!match) return undefined;
  const date = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + later);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
