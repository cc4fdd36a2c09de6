import type { EventQuery } from './eventService';
import { lifecycleTypes } from './eventTypes';

export const categories = [...new Set(lifecycleTypes.map((type) => type.split('.')[0] ?? ''))];

/** Fields of the address that name one thing. */
export const idFields = [
  'id',
  'campaignId',
  'pipelineId',
  'aggregateId',
  'actorId',
  'commandId',
  'correlationId',
  'causationId',
] as const;

/** Reads the filter out of an address. Results are left out unless they are asked for: thousands hide the rest. */
export function eventFilter(params: URLSearchParams): EventQuery {
  const filter: EventQuery = { order: params.get('order') === 'asc' ? 'asc' : 'desc' };
  for (const name of idFields) {
    const value = params.get(name)?.trim();
    if (value) filter[name] = value;
  }
  const category = categories.find((one) => one === params.get('category'));
  const type = params.get('type')?.trim();
  if (type) filter.type = [type];
  else if (params.get('results') !== 'show')
    filter.type = lifecycleTypes.filter((one) => !category || one.startsWith(`${category}.`));
  if (category) filter.category = category;
  const [from, to] = [momentOf(params.get('from')), momentOf(params.get('to'))];
  if (from) filter.from = from;
  if (to) filter.to = to;
  return filter;
}

/** What the browser writes for a local time, as a moment. */
function momentOf(text: string | null): string | undefined {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}
