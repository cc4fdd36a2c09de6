import { expect, test } from 'vitest';
import { faultsOf } from '@/lib/schema';
import createDNS from '@/lib/schemas/CreateDNSValidation.gen.json';
import createNames from '@/lib/schemas/CreateGeneration.gen.json';
import createPages from '@/lib/schemas/CreateHTTPKeywordValidation.gen.json';
import createPipeline from '@/lib/schemas/CreatePipeline.gen.json';
import { placeOf, stepOf } from './steps';
import { bodyOf, initial, itemsOf, type Values } from './values';

const persona = '0197f0f0-0000-7000-8000-000000000000';
const filled: Values = {
  ...initial,
  name: ' around lumen ',
  sourceCampaignId: persona,
  pattern: { ...initial.pattern, constantString: 'lumen', tlds: 'com, net\norg' },
  dns: { ...initial.dns, personaIds: [persona] },
  http: {
    ...initial.http,
    personaIds: [persona],
    adHocKeywords: 'lantern sale\n\nfree, really',
    targetHttpPorts: '443 8443',
  },
};

test('what the form makes is what the API takes', () => {
  expect(faultsOf(createPipeline, bodyOf('pipeline', filled))).toEqual([]);
  expect(faultsOf(createNames, bodyOf('names', filled))).toEqual([]);
  expect(faultsOf(createDNS, bodyOf('dns', filled))).toEqual([]);
  expect(faultsOf(createPages, bodyOf('pages', filled))).toEqual([]);
});

test('an empty form has its faults at their places', () => {
  const faults = faultsOf(createPipeline, bodyOf('pipeline', initial)).map(({ field }) => placeOf('pipeline', field));
  expect(faults.sort()).toEqual(['dns.personaIds', 'http.personaIds', 'name']);
  expect(faults.map(stepOf)).toEqual(['dns', 'pages', 'review']);
});

test('lists are what is between lines and commas; keywords keep theirs', () => {
  expect(bodyOf('pipeline', filled)).toMatchObject({
    name: 'around lumen',
    domainGenerationParams: { tlds: ['com', 'net', 'org'], prefixVariableLength: 2 },
    httpKeywordParams: { adHocKeywords: ['lantern sale', 'free, really'], targetHttpPorts: [443, 8443] },
  });
  expect(itemsOf(' , \n')).toEqual([]);
});

test('a number that is none is said to be none', () => {
  const values = { ...filled, dns: { ...filled.dns, retryAttempts: 'three' } };
  expect(faultsOf(createDNS, bodyOf('dns', values))).toEqual([{ field: 'retryAttempts', code: 'invalid' }]);
});

test('faults of the server find the field and the step', () => {
  expect(placeOf('pipeline', 'domainGenerationParams.tlds[0]')).toBe('pattern.tlds');
  expect(placeOf('names', 'tlds[3]')).toBe('pattern.tlds');
  expect(placeOf('pages', 'adHocKeywords[1]')).toBe('http.adHocKeywords');
  expect(placeOf('dns', 'sourceCampaignId')).toBe('sourceCampaignId');
  expect(stepOf('sourceCampaignId')).toBe('source');
});
