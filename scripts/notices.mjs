/**
 * What is published holds the code of others, whose licences ask for one thing: that they come along. This gathers them from
 * what esbuild says it took in.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What asks for no more than its own text. Anything else wants a look before it is shipped. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
]);

/** How a file with a licence is called; README holds it where there is no other. */
const LICENCE_FILE = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i;

/**
 * Writes `THIRD-PARTY-NOTICES.txt` into a folder.
 *
 * @param root what the paths of the metafile are relative to
 * @throws Error that names a package whose licence is not known to be permissive
 */
export function writeNotices(folder, { inputs }, root) {
  const packages = [...new Set(Object.keys(inputs).flatMap(packageOf))].map((at) =>
    read(path.join(root, at)),
  );
  const notices = new Map(packages.map((one) => [`${one.name} ${one.version}`, one]));
  const text = [...notices]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([title, { license, texts }]) => [`${title} (${license})`, ...texts].join('\n\n'))
    .join(`\n\n${'-'.repeat(80)}\n\n`);
  writeFileSync(path.join(folder, 'THIRD-PARTY-NOTICES.txt'), `This package holds code of:\n\n${text}\n`);
}

/** The innermost package folder of a path; none for a file of our own. */
function packageOf(file) {
  return /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [];
}

function read(folder) {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  if (!isPermissive(license)) {
    throw new Error(
      `${name} ${version} has the licence ${JSON.stringify(license)}, which may not be bundled.`,
    );
  }
  const files = readdirSync(folder).filter((file) => LICENCE_FILE.test(file));
  const readme = path.join(folder, 'README.md');
  if (files.length === 0 && existsSync(readme)) files.push('README.md');
  const texts = files.map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
  return { name, version, license, texts };
}

function isPermissive(license) {
  return (
    typeof license === 'string' &&
    license
      .replace(/[()]/g, '')
      .split(' OR ')
      .some((one) => PERMISSIVE.has(one))
  );
}
