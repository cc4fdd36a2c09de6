// Moves what next exported to where the program embeds it, and puts a brotli
// and a gzip copy beside each text: packed once here, not at every request.
import { cpSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const target = 'export';
const text = /\.(html|js|css|txt|json|svg|webmanifest)$/;

for (const name of readdirSync(target)) {
  if (name !== 'unbuilt.html') rmSync(join(target, name), { recursive: true });
}
cpSync('out', target, { recursive: true });
for (const name of readdirSync(target, { recursive: true })) {
  const path = join(target, name);
  if (!text.test(name) || !statSync(path).isFile()) continue;
  const plain = readFileSync(path);
  const packed = {
    br: brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    gz: gzipSync(plain, { level: 9 }),
  };
  for (const [ending, bytes] of Object.entries(packed)) {
    if (bytes.length < plain.length) writeFileSync(`${path}.${ending}`, bytes);
  }
}
