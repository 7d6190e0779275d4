/** Puts the files of the docs page into `dist/docs`, packed: they are served as they lie there. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const FILES = ['swagger-ui.css', 'swagger-ui-bundle.js'];
const LICENCES = ['LICENSE', 'NOTICE'];

export async function buildDocs() {
  const source = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const target = fileURLToPath(new URL('../dist/docs/', import.meta.url));
  mkdirSync(target, { recursive: true });
  for (const name of FILES) {
    const file = path.join(source, name);
    const packed = path.join(target, `${name}.gz`);
    if (existsSync(packed) && statSync(packed).mtimeMs > statSync(file).ctimeMs) continue;
    // Without the note where its source map lies, which is not served.
    const text = readFileSync(file, 'utf8').replace(/\n?(\/\/|\/\*)# sourceMappingURL=.*\s*$/, '\n');
    // Whole or not at all: several test processes may build at the same time.
    writeFileSync(`${packed}.${process.pid}`, gzipSync(text, { level: 9 }));
    renameSync(`${packed}.${process.pid}`, packed);
  }
  for (const name of LICENCES) copyFileSync(path.join(source, name), path.join(target, name));
}
