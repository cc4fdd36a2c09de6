import type { Goal } from './values';

export type Step = 'goal' | 'names' | 'file' | 'source' | 'dns' | 'pages' | 'review';

export const stepsOf: Record<Goal, Step[]> = {
  pipeline: ['goal', 'names', 'dns', 'pages', 'review'],
  names: ['goal', 'names', 'review'],
  list: ['goal', 'file'],
  dns: ['goal', 'source', 'dns', 'review'],
  pages: ['goal', 'source', 'pages', 'review'],
};

const prefixes: [string, string][] = [
  ['domainGenerationParams.', 'pattern.'],
  ['dnsValidationParams.', 'dns.'],
  ['httpKeywordParams.', 'http.'],
];

const general = new Set(['name', 'description', 'mode', 'autoStart', 'sourceCampaignId', 'sourceListCampaignId']);
const group: Partial<Record<Goal, string>> = { names: 'pattern.', dns: 'dns.', pages: 'http.' };

/** Where a field of the API is in the form: a list is one field there, whichever item is wrong. */
export function placeOf(goal: Goal, field: string): string {
  const whole = field.replace(/\[\d+\].*$/, '');
  for (const [api, form] of prefixes) {
    if (whole.startsWith(api)) return (form + whole.slice(api.length)).replace('pattern.tld$', 'pattern.tlds');
    if (`${whole}.` === api) return form.slice(0, -1);
  }
  return general.has(whole) ? whole : `${group[goal] ?? ''}${whole}`;
}

/** The step that shows a field. */
export function stepOf(place: string): Step {
  if (place.startsWith('pattern') || place === 'sourceListCampaignId') return 'names';
  if (place.startsWith('dns')) return 'dns';
  if (place.startsWith('http')) return 'pages';
  return place === 'sourceCampaignId' ? 'source' : 'review';
}
