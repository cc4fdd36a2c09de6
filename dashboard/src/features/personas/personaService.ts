import type { components, operations } from '@/lib/api.gen';
import { api, command, read } from '@/lib/apiClient';

type Schemas = components['schemas'];

export type Persona = Schemas['Persona'];
export type PersonaType = Persona['personaType'];
export type PersonaQuery = NonNullable<operations['list-personas']['parameters']['query']>;
export type DNSBody = Schemas['UpdateDNSPersona'];
export type HTTPBody = Schemas['UpdateHTTPPersona'];

/** Personas over REST: who asks resolvers, who fetches pages. */
export const personaService = {
  list: (query: PersonaQuery, signal?: AbortSignal) => read(api.GET('/api/v2/personas', { params: { query }, signal })),

  get: (id: string, signal?: AbortSignal) =>
    read(api.GET('/api/v2/personas/{id}', { params: { path: { id } }, signal })),

  createDNS: (body: DNSBody) => command(api.POST('/api/v2/personas/dns', { body: withoutVersion(body) })),

  createHTTP: (body: HTTPBody) => command(api.POST('/api/v2/personas/http', { body: withoutVersion(body) })),

  updateDNS: (id: string, body: DNSBody) =>
    command(api.PUT('/api/v2/personas/dns/{id}', { params: { path: { id } }, body })),

  updateHTTP: (id: string, body: HTTPBody) =>
    command(api.PUT('/api/v2/personas/http/{id}', { params: { path: { id } }, body })),

  delete: (type: PersonaType, id: string) =>
    type === 'dns'
      ? command(api.DELETE('/api/v2/personas/dns/{id}', { params: { path: { id } } }))
      : command(api.DELETE('/api/v2/personas/http/{id}', { params: { path: { id } } })),
};

/** What does not exist yet has no version. */
function withoutVersion<B extends { expectedVersion?: number }>({ expectedVersion: _, ...body }: B) {
  return body;
}
