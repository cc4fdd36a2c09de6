import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const help = 'run `make generate` and commit dashboard/src/lib';

// The types are those of the committed document.
test('the client is made of docs/openapi.yaml', { timeout: 60_000 }, () => {
  const dir = mkdtempSync(join(tmpdir(), 'domainflow-types-'));
  try {
    const file = join(dir, 'api.gen.ts');
    execFileSync('node_modules/.bin/openapi-typescript', ['../docs/openapi.yaml', '-o', file], { stdio: 'ignore' });
    expect(readFileSync(file, 'utf8') === readFileSync('src/lib/api.gen.ts', 'utf8'), help).toBe(true);
    const schemas = join(dir, 'schemas');
    execFileSync('node', ['scripts/schemas.mjs', schemas]);
    expect(readdirSync(schemas).sort(), help).toEqual(readdirSync('src/lib/schemas').sort());
    for (const name of readdirSync(schemas)) {
      expect(
        readFileSync(join(schemas, name), 'utf8') === readFileSync(`src/lib/schemas/${name}`, 'utf8'),
        `${name}: ${help}`,
      ).toBe(true);
    }
  } finally {
    rmSync(dir, { recursive: true });
  }
});
