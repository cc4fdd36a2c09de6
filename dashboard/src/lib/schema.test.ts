import { expect, test } from 'vitest';
import { faultsOf } from './schema';
import set from './schemas/CreateKeywordSet.gen.json';
import pipeline from './schemas/CreatePipeline.gen.json';

test('a body is checked by the schema of the API, each fault at its path', () => {
  const faults = faultsOf(set, {
    name: '',
    rules: [
      { pattern: 'x', ruleType: 'string' },
      { pattern: '', ruleType: 'dance', weight: 101 },
    ],
  });
  expect(faults).toEqual([
    { field: 'name', code: 'required' },
    { field: 'rules[1].pattern', code: 'required' },
    { field: 'rules[1].ruleType', code: 'invalid' },
    { field: 'rules[1].weight', code: 'too_big', limit: 100 },
  ]);
});

test('what is missing is required', () => {
  expect(faultsOf(set, { rules: [] })).toEqual([
    { field: 'name', code: 'required' },
    { field: 'rules', code: 'required', limit: 1 },
  ]);
});

test('a body that is right has no fault', () => {
  expect(
    faultsOf(pipeline, {
      name: 'n',
      mode: 'full_sequence',
      domainGenerationParams: {
        patternType: 'prefix',
        prefixVariableLength: 2,
        characterSet: 'ab',
        constantString: 'x',
        tlds: ['com'],
        numDomainsToGenerate: '4',
      },
      dnsValidationParams: { personaIds: ['0197f0f0-0000-7000-8000-000000000000'] },
      httpKeywordParams: { personaIds: ['0197f0f0-0000-7000-8000-000000000000'], adHocKeywords: ['sale'] },
    }),
  ).toEqual([]);
});
