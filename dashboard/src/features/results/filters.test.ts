import { expect, test } from 'vitest';
import { isFiltered, resultFilter } from './filters';

test('each list takes its own filters', () => {
  const params = new URLSearchParams(
    'tab=results&q=shop&tld=com&status=match&status=dancing&statusCode=200&hasKeywords=false&rcode=NXDOMAIN',
  );
  expect(resultFilter('names', params)).toEqual({ q: 'shop', tld: 'com' });
  expect(resultFilter('dns', params)).toEqual({ q: 'shop', status: [], rcode: 'NXDOMAIN' });
  expect(resultFilter('http', params)).toEqual({ q: 'shop', status: ['match'], statusCode: 200, hasKeywords: false });
});

test('a status code that is none filters nothing', () => {
  expect(isFiltered(resultFilter('http', new URLSearchParams('statusCode=2000')))).toBe(false);
});
