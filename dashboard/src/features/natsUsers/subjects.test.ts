import { expect, test } from 'vitest';
import { covers, linesOf, withSubject } from './subjects';

test.each([
  ['domainflow.>', 'domainflow.campaign.>', true],
  ['domainflow.campaign.>', 'domainflow.>', false],
  ['domainflow.*.*.created', 'domainflow.campaign.*.created', true],
  ['domainflow.campaign.*.created', 'domainflow.*.*.created', false],
  ['domainflow.*.*.created', 'domainflow.campaign.>', false],
  ['domainflow.campaign.*', 'domainflow.campaign.a.b', false],
  ['domainflow.campaign.>', 'domainflow.campaign', false],
  ['domainflow.campaign.a', 'domainflow.campaign.a', true],
])('%s has %s within: %s', (outer, inner, expected) => {
  expect(covers(outer, inner)).toBe(expected);
});

test('a subject takes the place of those within it, and of those that it is within', () => {
  expect(withSubject(['domainflow.>'], 'domainflow.campaign.>')).toEqual(['domainflow.campaign.>']);
  expect(withSubject(['domainflow.campaign.a.started', 'domainflow.persona.>'], 'domainflow.campaign.>')).toEqual([
    'domainflow.persona.>',
    'domainflow.campaign.>',
  ]);
});

test('lines are subjects, empty ones are none', () => {
  expect(linesOf(' domainflow.>\n\n\tdomainflow.user.> \n')).toEqual(['domainflow.>', 'domainflow.user.>']);
});
