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

/** The names of what is put into a text. `detail` is what the API says, in English: only English has it. */
function parameters(text: string) {
  const names = [...text.matchAll(/(?<!(?:one|other) )\{(\w+)[,}]/g)].map((match) => match[1]);
  return new Set(names.filter((name) => name !== 'detail'));
}

const [english, german] = [texts(en), texts(de)];

test('both languages have the same texts', () => {
  expect([...german.keys()].sort()).toEqual([...english.keys()].sort());
});

test('no text is empty', () => {
  for (const [key, text] of [...english, ...german]) expect(text.trim(), key).not.toBe('');
});

test('German has no English in it', () => {
  for (const [key, text] of german) expect(text, key).not.toContain('{detail}');
});

test('both languages put the same things into a text', () => {
  for (const [key, text] of english) {
    expect(parameters(german.get(key) ?? ''), key).toEqual(parameters(text));
  }
});
