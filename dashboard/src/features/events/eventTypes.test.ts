import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lifecycleTypes, resultTypes } from './eventTypes';
import { eventFilter } from './filter';

test('every type of event is known', () => {
  const described = readdirSync('../docs/schemas').map((file) => file.replace('.json', ''));
  expect([...lifecycleTypes, ...resultTypes].sort()).toEqual(described.sort());
  // The API takes no more in one query.
  expect(lifecycleTypes.length).toBeLessThanOrEqual(50);
});

const read = (address: string) => eventFilter(new URLSearchParams(address));

test('results are left out unless they are wanted', () => {
  expect(read('').type).toEqual(lifecycleTypes);
  expect(read('category=persona').type).toEqual(['persona.created', 'persona.deleted', 'persona.updated']);
  expect(read('results=show').type).toBeUndefined();
  expect(read('type=campaign.pages_checked').type).toEqual(['campaign.pages_checked']);
});

test('an address is a filter', () => {
  expect(read('campaignId=c&order=asc&from=2026-01-02T03:04&actorId=&category=dance')).toMatchObject({
    campaignId: 'c',
    order: 'asc',
    from: new Date(2026, 0, 2, 3, 4).toISOString(),
  });
  expect(read('actorId=').actorId).toBeUndefined();
});
