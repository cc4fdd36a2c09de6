import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { newQueryClient } from './query';
import { newest } from './raceConditionPrevention';
import { optimisticUpdate } from './stateManager';

const key = ['live', 'c'];
const pause = () => ({ sequence: 8, status: 'paused' });

test('a change is shown at once, and taken back where the command fails (D1)', async () => {
  const client = new QueryClient();
  client.setQueryData(key, { sequence: 7, status: 'running' });
  let fail = (_: Error) => {};
  const sent = optimisticUpdate(client, key, pause, () => new Promise((_, reject) => (fail = reject)));
  expect(client.getQueryData(key)).toEqual({ sequence: 8, status: 'paused' });
  fail(new Error('409'));
  await expect(sent).rejects.toThrow('409');
  expect(client.getQueryData(key)).toEqual({ sequence: 7, status: 'running' });
});

test('what nobody knew before is not known after a failure', async () => {
  const client = new QueryClient();
  await expect(optimisticUpdate(client, key, pause, () => Promise.reject(new Error('no')))).rejects.toThrow();
  expect(client.getQueryData(key)).toBeUndefined();
});

test('what the feed has told in the meantime stays', async () => {
  const client = new QueryClient();
  const told = { sequence: 12, status: 'completed' };
  const sent = optimisticUpdate(client, key, pause, async () => {
    client.setQueryData(key, told);
    throw new Error('409');
  });
  await expect(sent).rejects.toThrow();
  expect(client.getQueryData(key)).toEqual(told);
});

test('an answer with a lower sequence than what is shown is dropped (D2)', async () => {
  const client = newQueryClient();
  const answers = [
    { sequence: 20, value: 'new' },
    { sequence: 19, value: 'old' },
    { sequence: 21, value: 'newer' },
  ];
  const shown: unknown[] = [];
  for (const answer of answers) {
    await client.fetchQuery({ queryKey: ['campaigns', 'one'], queryFn: async () => answer, staleTime: 0 });
    shown.push(client.getQueryData<{ value: string }>(['campaigns', 'one'])?.value);
  }
  expect(shown).toEqual(['new', 'new', 'newer']);
});

test('equal answers stay the same object', () => {
  const shown = { sequence: 3, items: [{ id: 'a' }] };
  const come = newest(shown, { sequence: 4, items: [{ id: 'a' }] }) as typeof shown;
  expect(come.sequence).toBe(4);
  expect(come.items).toBe(shown.items);
});

test('two equal reads at once are one request (C2)', async () => {
  const client = newQueryClient();
  let asked = 0;
  const read = () => client.fetchQuery({ queryKey: ['personas'], queryFn: async () => ++asked });
  expect(await Promise.all([read(), read()])).toEqual([1, 1]);
});
