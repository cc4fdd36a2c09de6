import type { PipelineQuery } from '@/features/pipelines/pipelineService';
import type { CampaignQuery, Status } from './campaignServiceV2';

export const statuses: Status[] = ['pending', 'running', 'paused', 'completed', 'failed', 'cancelled'];
export const types = ['domain_generation', 'domain_list', 'dns_validation', 'http_keyword_validation'] as const;
export const sorts = [
  '-createdAt',
  'createdAt',
  '-updatedAt',
  'updatedAt',
  'name',
  '-name',
  'status',
  '-status',
] as const;
export const pipelineSorts = ['-createdAt', 'createdAt', 'name', '-name'] as const;

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

/** As filterOf, of the list of pipelines: what the API knows of them is less. */
export function pipelineFilterOf(params: URLSearchParams, self: string): PipelineQuery {
  const { q, ownerId } = filterOf(params, self);
  return { q, ownerId, sort: oneOf(params.get('sort'), pipelineSorts) };
}

/** The beginning of a day of the person, as a moment; `to` is the day that is still in it. */
function dayOf(text: string | null, later = 0): string | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text ?? '');
  if (!match) return undefined;
  const date = new Date(Number(match[1]), Number(match[2]) - 1, Number(match[3]) + later);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
