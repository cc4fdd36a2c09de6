import type { components, operations } from '@/lib/api.gen';
import { api, command, read } from '@/lib/apiClient';

export type Campaign = components['schemas']['Campaign'];
export type CampaignDetail = components['schemas']['CampaignDetail'];
export type Status = Campaign['status'];
export type CampaignQuery = NonNullable<operations['list-campaigns']['parameters']['query']>;
export const commandNames = ['start', 'pause', 'resume', 'cancel'] as const;
export type CommandName = (typeof commandNames)[number];

const commands = {
  start: (id: string) => api.POST('/api/v2/campaigns/{id}/start', { params: { path: { id } } }),
  pause: (id: string) => api.POST('/api/v2/campaigns/{id}/pause', { params: { path: { id } } }),
  resume: (id: string) => api.POST('/api/v2/campaigns/{id}/resume', { params: { path: { id } } }),
  cancel: (id: string) => api.POST('/api/v2/campaigns/{id}/cancel', { params: { path: { id } } }),
};

/** Campaigns over REST. Reads tell the sequence that they reflect. */
export const campaignServiceV2 = {
  list: (query: CampaignQuery, signal?: AbortSignal) =>
    read(api.GET('/api/v2/campaigns', { params: { query }, signal })),

  get: (id: string, query: { include?: 'snapshot'; asOf?: string } = {}, signal?: AbortSignal) =>
    read(api.GET('/api/v2/campaigns/{id}', { params: { path: { id }, query }, signal })),

  /** The campaign, or only its id where the read models are behind. */
  command: (name: CommandName, id: string) => command(commands[name](id)),

  rename: (id: string, body: components['schemas']['RenameCampaign']) =>
    command(api.PATCH('/api/v2/campaigns/{id}', { params: { path: { id } }, body })),

  delete: (id: string) => command(api.DELETE('/api/v2/campaigns/{id}', { params: { path: { id } } })),
};
