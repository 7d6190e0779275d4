/** Parses every TypeScript file below the current folder with @babel/parser, and nothing else. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// As the bench installed it, beside the other peers.
const { parse } = createRequire(new URL('peers/package.json', import.meta.url))('@babel/parser');

for (const name of readdirSync('.', { recursive: true })) {
  if (!name.endsWith('.ts') || name.includes('node_modules')) continue;
  try {
    parse(readFileSync(name, 'utf8'), { sourceType: 'unambiguous', plugins: ['typescript', 'decorators'] });
  } catch {
    // A file that does not parse costs what it costs.
  }
}
