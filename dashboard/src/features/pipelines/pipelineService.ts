import type { CommandName } from '@/features/campaigns/campaignServiceV2';
import type { components, operations } from '@/lib/api.gen';
import { api, command, read } from '@/lib/apiClient';

export type Pipeline = components['schemas']['Pipeline'];
export type Domain = components['schemas']['Domain'];
export type PipelineQuery = NonNullable<operations['list-pipelines']['parameters']['query']>;
export type DomainQuery = NonNullable<operations['list-pipeline-domains']['parameters']['query']>;

const commands = {
  start: (id: string) => api.POST('/api/v2/pipelines/{id}/start', { params: { path: { id } } }),
  pause: (id: string) => api.POST('/api/v2/pipelines/{id}/pause', { params: { path: { id } } }),
  resume: (id: string) => api.POST('/api/v2/pipelines/{id}/resume', { params: { path: { id } } }),
  cancel: (id: string) => api.POST('/api/v2/pipelines/{id}/cancel', { params: { path: { id } } }),
};

/** Pipelines over REST. */
export const pipelineService = {
  list: (query: PipelineQuery, signal?: AbortSignal) =>
    read(api.GET('/api/v2/pipelines', { params: { query }, signal })),

  get: (id: string, signal?: AbortSignal) =>
    read(api.GET('/api/v2/pipelines/{id}', { params: { path: { id } }, signal })),

  domains: (id: string, query: DomainQuery, signal?: AbortSignal) =>
    read(api.GET('/api/v2/pipelines/{id}/domains', { params: { path: { id }, query }, signal })),

  command: (name: CommandName, id: string) => command(commands[name](id)),
};
