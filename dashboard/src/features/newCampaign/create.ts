import { api, command } from '@/lib/apiClient';
import { bodyOf, type Goal, type Values } from './values';

/** Schemas of the bodies, each fetched when it is needed. */
const schemas = {
  pipeline: () => import('@/lib/schemas/CreatePipeline.gen.json'),
  names: () => import('@/lib/schemas/CreateGeneration.gen.json'),
  dns: () => import('@/lib/schemas/CreateDNSValidation.gen.json'),
  pages: () => import('@/lib/schemas/CreateHTTPKeywordValidation.gen.json'),
};

export async function check(goal: Exclude<Goal, 'list'>, values: Values) {
  const [{ faultsOf }, schema] = await Promise.all([import('@/lib/schema'), schemas[goal]()]);
  return faultsOf(schema.default, bodyOf(goal, values));
}

/** Creates what the goal is; answers the page that shows it. */
export async function create(goal: Exclude<Goal, 'list'>, values: Values): Promise<string> {
  const body = bodyOf(goal, values) as never;
  switch (goal) {
    case 'pipeline':
      return `/pipelines/view?id=${(await command(api.POST('/api/v2/pipelines', { body }))).id}`;
    case 'names':
      return `/campaigns/view?id=${(await command(api.POST('/api/v2/campaigns/generate', { body }))).id}`;
    case 'dns':
      return `/campaigns/view?id=${(await command(api.POST('/api/v2/campaigns/dns-validate', { body }))).id}`;
    case 'pages':
      return `/campaigns/view?id=${(await command(api.POST('/api/v2/campaigns/http-keyword-validate', { body }))).id}`;
  }
}
