import { expect, test } from 'vitest';
import de from './de';
import en from './en';

function texts(node: object, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of Object.entries(node)) {
    if (typeof value === 'string') found.set(`${path}${name}`, value);
    else for (const [inner, text] of texts(value, `${path}${name}.`)) found.set(inner, text);
  }
  return found;
}

/** The names of what is put into a text. */
function parameters(text: string) {
  return [...text.matchAll(/(?<!(?:one|other) )\{(\w+)[,}]/g)].map((match) => match[1]).sort();
}

const [english, german] = [texts(en), texts(de)];

test('both languages have the same texts', () => {
  expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
});

test('no text is empty', () => {
  for (const [key, text] of [...english, ...german]) expect(text.trim(), key).not.toBe('');
});

test('both languages put the same things into a text', () => {
  for (const [key, text] of english) {
    expect(new Set(parameters(german.get(key) ?? '')), key).toEqual(new Set(parameters(text)));
  }
});
