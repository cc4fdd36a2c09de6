import type { components, operations } from '@/lib/api.gen';
import { api, read } from '@/lib/apiClient';

export type Event = components['schemas']['Event'];
export type EventQuery = NonNullable<operations['list-events']['parameters']['query']>;

/** Types that carry results: thousands in a run, and each of them large. */
export const resultTypes = ['campaign.names_generated', 'campaign.names_resolved', 'campaign.pages_checked'];

/** The log over REST. */
export const eventService = {
  list: (query: EventQuery, signal?: AbortSignal) => read(api.GET('/api/v2/events', { params: { query }, signal })),

  get: (sequence: number, signal?: AbortSignal) =>
    read(api.GET('/api/v2/events/{sequence}', { params: { path: { sequence } }, signal })),
};
