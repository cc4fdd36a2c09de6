import { expect, test } from 'vitest';
import { isFiltered, resultFilter } from './filters';

const id = '0199c0de-0000-7000-8000-00000000000f';

test('each list takes its own filters', () => {
  const params = new URLSearchParams(
    `tab=results&q=shop&tld=com&status=match&status=dancing&statusCode=200&hasKeywords=false&rcode=NXDOMAIN&personaId=${id}`,
  );
  expect(resultFilter('names', params)).toEqual({ q: 'shop', tld: 'com' });
  expect(resultFilter('dns', params)).toEqual({ q: 'shop', rcode: 'NXDOMAIN', personaId: id });
  expect(resultFilter('http', params)).toEqual({
    q: 'shop',
    status: ['match'],
    statusCode: 200,
    hasKeywords: false,
    personaId: id,
  });
});

test('several statuses are one filter', () => {
  expect(resultFilter('dns', new URLSearchParams('status=timeout&status=resolved&status=timeout'))).toEqual({
    status: ['resolved', 'timeout'],
  });
});

test.each([
  ['q', 'x'.repeat(256)],
  ['q', ''],
  ['tld', 'x'.repeat(256)],
  ['rcode', 'x'.repeat(33)],
  ['resolver', 'x'.repeat(301)],
  ['category', 'x'.repeat(101)],
  ['status', 'dancing'],
  ['statusCode', '2000'],
  ['statusCode', '600'],
  ['statusCode', ' 200'],
  ['personaId', 'me'],
  ['keywordSetId', `${id}0`],
  ['ruleId', id.replaceAll('-', '')],
  ['hasKeywords', 'perhaps'],
  ['contentHash', 'A'.repeat(64)],
])('a %s that the API would refuse filters nothing: %s', (name, value) => {
  for (const kind of ['names', 'dns', 'http'] as const)
    expect(isFiltered(resultFilter(kind, new URLSearchParams([[name, value]])))).toBe(false);
});

test('a text is as long as its characters are many', () => {
  expect(resultFilter('names', new URLSearchParams({ q: '𝒳'.repeat(255) })).q).toHaveLength(510);
});
