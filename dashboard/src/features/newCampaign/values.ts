import type { components } from '@/lib/api.gen';

type Schemas = components['schemas'];

export const goals = ['pipeline', 'names', 'list', 'dns', 'pages'] as const;
export type Goal = (typeof goals)[number];

export const recordTypes = ['A', 'AAAA', 'CNAME', 'NS', 'MX', 'TXT', 'SOA'] as const;

/** What is in the form, as the person writes it. Texts of lists have one item a line, or commas between them. */
export type Values = {
  name: string;
  description: string;
  mode: 'full_sequence' | 'step_by_step';
  autoStart: boolean;
  sourceCampaignId: string;
  /** A list instead of a pattern as the first step of a pipeline; '' for the pattern. */
  sourceListCampaignId: string;
  pattern: {
    patternType: 'prefix' | 'suffix' | 'both';
    prefixVariableLength: string;
    suffixVariableLength: string;
    characterSet: string;
    constantString: string;
    tlds: string;
    numDomainsToGenerate: string;
  };
  dns: { personaIds: string[]; recordTypes: string[]; retryAttempts: string; processingSpeedPerMinute: string };
  http: {
    personaIds: string[];
    keywordSetIds: string[];
    adHocKeywords: string;
    targetHttpPorts: string;
    path: string;
    retryAttempts: string;
    processingSpeedPerMinute: string;
  };
};

export const letters = 'abcdefghijklmnopqrstuvwxyz';

export const initial: Values = {
  name: '',
  description: '',
  mode: 'full_sequence',
  autoStart: true,
  sourceCampaignId: '',
  sourceListCampaignId: '',
  pattern: {
    patternType: 'prefix',
    prefixVariableLength: '2',
    suffixVariableLength: '2',
    characterSet: letters,
    constantString: '',
    tlds: 'com',
    numDomainsToGenerate: '',
  },
  dns: { personaIds: [], recordTypes: ['A', 'AAAA'], retryAttempts: '1', processingSpeedPerMinute: '0' },
  http: {
    personaIds: [],
    keywordSetIds: [],
    adHocKeywords: '',
    targetHttpPorts: '',
    path: '/',
    retryAttempts: '1',
    processingSpeedPerMinute: '0',
  },
};

/** Items of a text, one a line or between commas; keywords may have commas and spaces in them. */
export function itemsOf(text: string, separator = /[\n,;\s]+/): string[] {
  return text
    .split(separator)
    .map((item) => item.trim())
    .filter(Boolean);
}

/** A number as it was written; what is none stays a text, and the schema says so. */
function numberOf(text: string): number {
  return (text.trim() === '' ? undefined : /^-?\d+$/.test(text.trim()) ? Number(text) : text) as number;
}

export function patternBody({ pattern: p }: Pick<Values, 'pattern'>): Schemas['GenerationFields'] {
  return {
    patternType: p.patternType,
    ...(p.patternType !== 'suffix' && { prefixVariableLength: numberOf(p.prefixVariableLength) }),
    ...(p.patternType !== 'prefix' && { suffixVariableLength: numberOf(p.suffixVariableLength) }),
    characterSet: p.characterSet,
    constantString: p.constantString,
    tlds: itemsOf(p.tlds),
    numDomainsToGenerate: p.numDomainsToGenerate.trim() || '0',
  };
}

export function dnsBody({ dns }: Values): Schemas['DNSFields'] {
  return {
    personaIds: dns.personaIds,
    recordTypes: dns.recordTypes as Schemas['DNSFields']['recordTypes'],
    retryAttempts: numberOf(dns.retryAttempts),
    processingSpeedPerMinute: numberOf(dns.processingSpeedPerMinute),
  };
}

export function httpBody({ http }: Values): Schemas['HTTPFields'] {
  return {
    personaIds: http.personaIds,
    keywordSetIds: http.keywordSetIds,
    adHocKeywords: itemsOf(http.adHocKeywords, /\n+/),
    targetHttpPorts: itemsOf(http.targetHttpPorts).map(numberOf),
    path: http.path || '/',
    retryAttempts: numberOf(http.retryAttempts),
    processingSpeedPerMinute: numberOf(http.processingSpeedPerMinute),
  };
}

/** The body that creates what the goal is. A list is uploaded and has none. */
export function bodyOf(goal: Goal, values: Values): object {
  const about = {
    name: values.name.trim(),
    ...(values.description.trim() && { description: values.description.trim() }),
  };
  const { autoStart, sourceCampaignId } = values;
  switch (goal) {
    case 'pipeline':
      return {
        ...about,
        autoStart,
        mode: values.mode,
        ...(values.sourceListCampaignId
          ? { sourceListCampaignId: values.sourceListCampaignId }
          : { domainGenerationParams: patternBody(values) }),
        dnsValidationParams: dnsBody(values),
        httpKeywordParams: httpBody(values),
      };
    case 'names':
      return { ...about, autoStart, ...patternBody(values) };
    case 'dns':
      return { ...about, autoStart, sourceCampaignId, ...dnsBody(values) };
    case 'pages':
      return { ...about, autoStart, sourceCampaignId, ...httpBody(values) };
    case 'list':
      return about;
  }
}
