import { expect, test, vi } from 'vitest';
import { CommandLimit } from './commandLimit';

test('of 200 clicks in a second 100 are sent, and more a minute later (F6)', () => {
  vi.useFakeTimers();
  const limit = new CommandLimit();
  const click = () => Array.from({ length: 200 }, () => limit.take('POST /pause')).filter(Boolean).length;
  expect(click()).toBe(100);
  expect(limit.take('POST /resume')).toBe(true);
  vi.advanceTimersByTime(59_000);
  expect(click()).toBe(0);
  vi.advanceTimersByTime(2_000);
  expect(click()).toBe(100);
  vi.useRealTimers();
});
