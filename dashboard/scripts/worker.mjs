// Bundles the service worker and tells it what there is to keep: every page and
// what it is made of, each with a digest, so that only what changed is fetched.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const kept = /\.(html|js|css|woff2|svg|webmanifest)$/;
// Fonts of other scripts are fetched when a text needs them.
const passedOver = /^_not-found|-(cyrillic|greek|vietnamese|latin-ext)/;

const pages = readdirSync('out', { recursive: true })
  .filter((name) => kept.test(name) && !passedOver.test(name))
  .filter((name) => statSync(join('out', name)).isFile())
  .sort()
  .map((name) => ({
    url: `/${name}`,
    revision: name.startsWith('_next/static/')
      ? null
      : createHash('sha256')
          .update(readFileSync(join('out', name)))
          .digest('hex')
          .slice(0, 16),
  }));

await build({
  entryPoints: ['src/worker.ts'],
  outfile: 'out/sw.js',
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  define: { 'self.__PAGES': JSON.stringify(pages), 'process.env.NODE_ENV': '"production"' },
});
