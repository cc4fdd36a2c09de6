import { expect, test } from 'vitest';
import { domainFilter } from './domainFilter';

test('names are filtered by several statuses', () => {
  const params = new URLSearchParams('q=shop&keyword=sale&dns=resolved&dns=timeout&http=match&http=match');
  expect(domainFilter(params)).toEqual({
    q: 'shop',
    keyword: 'sale',
    dnsStatus: ['resolved', 'timeout'],
    httpStatus: ['match'],
  });
});

test('what the API would refuse filters nothing', () => {
  const params = new URLSearchParams({ q: 'x'.repeat(256), keyword: 'x'.repeat(1001), dns: 'match', http: 'dancing' });
  expect(Object.values(domainFilter(params)).filter(Boolean)).toEqual([]);
});
