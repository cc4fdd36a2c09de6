import { expect, test } from 'vitest';
import { filterOf } from './filter';

const read = (address: string) => JSON.parse(JSON.stringify(filterOf(new URLSearchParams(address), 'u1')));

test('an address is a filter', () => {
  expect(read('status=running&status=paused&type=dns_validation&q=shop&owner=me&sort=name')).toEqual({
    status: ['running', 'paused'],
    campaignType: 'dns_validation',
    q: 'shop',
    ownerId: 'u1',
    sort: 'name',
  });
});

test('a day counts from its beginning to its end', () => {
  const filter = filterOf(new URLSearchParams('from=2026-03-01&to=2026-03-01'), 'u1');
  expect(new Date(filter.createdTo ?? '').getTime() - new Date(filter.createdFrom ?? '').getTime()).toBe(86_400_000);
});

test('what is not known is left out', () => {
  expect(read('status=dancing&type=x&sort=size&from=yesterday&to=2026-13-77x&owner=you')).toEqual({});
});
