// Lists whose work is in the pages: the packages that package.json names for
// running, each with its licence.
import { readFileSync, writeFileSync } from 'node:fs';

const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const licences = Object.keys(dependencies).map((name) => {
  const { version, license } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8'));
  return { name, version, licence: license };
});
writeFileSync('out/licences.json', JSON.stringify(licences));
