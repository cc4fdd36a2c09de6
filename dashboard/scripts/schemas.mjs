// Writes the schemas of what the API takes, one file each, so that forms check
// by the very rules of the API. $ref is resolved: each file stands alone.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

const api = parse(readFileSync('../docs/openapi.yaml', 'utf8'));
const target = process.argv[2] ?? 'src/lib/schemas';
const dropped = new Set(['examples', 'description', 'default', '$schema', 'writeOnly', 'readOnly']);

function whole(node) {
  if (Array.isArray(node)) return node.map(whole);
  if (node === null || typeof node !== 'object') return node;
  if (node.$ref) return whole(api.components.schemas[node.$ref.split('/').pop()]);
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => !dropped.has(key) || (value !== null && typeof value === 'object' && 'type' in value))
      .map(([key, value]) => [key, whole(value)]),
  );
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const bodies = new Set();
for (const operations of Object.values(api.paths)) {
  for (const operation of Object.values(operations)) {
    const ref = operation.requestBody?.content?.['application/json']?.schema?.$ref;
    if (ref) bodies.add(ref.split('/').pop());
  }
}
for (const name of bodies) {
  writeFileSync(`${target}/${name}.gen.json`, `${JSON.stringify(whole(api.components.schemas[name]), null, 1)}\n`);
}
