import { expect, test } from 'vitest';
import { numbersOf, rangesOf } from './ranges';

test('numbers are written as ranges, and read again', () => {
  const numbers = [200, 201, 202, 301, 404, 405];
  expect(rangesOf(numbers)).toBe('200-202, 301, 404-405');
  expect(numbersOf(rangesOf(numbers))).toEqual(numbers);
  expect(rangesOf([])).toBe('');
});

test('what is no range is left to the check of the form', () => {
  expect(numbersOf(' ')).toBeUndefined();
  expect(numbersOf('204-200')).toEqual([Number.NaN]);
  expect(numbersOf('200,, 301 teapot')).toEqual([200, 301, Number.NaN]);
});
