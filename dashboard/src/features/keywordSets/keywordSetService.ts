import type { components, operations } from '@/lib/api.gen';
import { api, command, read } from '@/lib/apiClient';

type Schemas = components['schemas'];

export type KeywordSet = Schemas['KeywordSet'];
export type KeywordSetBody = Schemas['UpdateKeywordSet'];
export type KeywordSetQuery = NonNullable<operations['list-keyword-sets']['parameters']['query']>;

/** Keyword sets over REST. */
export const keywordSetService = {
  list: (query: KeywordSetQuery, signal?: AbortSignal) =>
    read(api.GET('/api/v2/keywords/sets', { params: { query }, signal })),

  get: (id: string, signal?: AbortSignal) =>
    read(api.GET('/api/v2/keywords/sets/{id}', { params: { path: { id } }, signal })),

  create: ({ expectedVersion: _, ...body }: KeywordSetBody) => command(api.POST('/api/v2/keywords/sets', { body })),

  update: (id: string, body: KeywordSetBody) =>
    command(api.PUT('/api/v2/keywords/sets/{id}', { params: { path: { id } }, body })),

  delete: (id: string) => command(api.DELETE('/api/v2/keywords/sets/{id}', { params: { path: { id } } })),
};
