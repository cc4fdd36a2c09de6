import type { components, operations } from '@/lib/api.gen';
import { api, read } from '@/lib/apiClient';

export type Event = components['schemas']['Event'];
export type EventQuery = NonNullable<operations['list-events']['parameters']['query']>;

/** The log over REST. */
export const eventService = {
  list: (query: EventQuery, signal?: AbortSignal) => read(api.GET('/api/v2/events', { params: { query }, signal })),

  get: (sequence: number, signal?: AbortSignal) =>
    read(api.GET('/api/v2/events/{sequence}', { params: { path: { sequence } }, signal })),
};
