/** A repository of TypeScript files to measure on: copied from a real checkout, or generated from a seed. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRandom } from './support.mjs';

/**
 * Fills `folder` with `count` files.
 *
 * @param from a checkout to copy TypeScript files from, or undefined to generate them
 * @returns how many files and bytes there are
 */
export function makeCorpus(folder, count, from) {
  mkdirSync(folder, { recursive: true });
  const bytes = from ? copyFiles(folder, count, from) : generateFiles(folder, count);
  writeFileSync(path.join(folder, 'package.json'), '{ "name": "corpus", "private": true }\n');
  return {
    files: readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.ts')).length,
    bytes,
  };
}

/** Puts all that is in `folder` under git, as somebody has it who has worked there for a while. */
export async function putUnderGit(folder) {
  const git = (...args) => spawnSync('git', args, { cwd: folder });
  git('init', '--quiet');
  git('add', '--all');
  // git compares the content of files that are as young as its index, and that would be all of them.
  await new Promise((done) => setTimeout(done, 2_100));
  git('update-index', '-q', '--refresh');
  git('-c', 'user.name=Bench', '-c', 'user.email=bench@example.com', 'commit', '--quiet', '-m', 'All');
  git('status', '--porcelain');
}

function copyFiles(folder, count, from) {
  const names = readdirSync(from, { recursive: true })
    .filter((name) => /(?<!\.d)\.ts$/.test(name) && !/node_modules|[\\/]dist[\\/]|\.git[\\/]/.test(name))
    .toSorted()
    .slice(0, count);
  let bytes = 0;
  for (const name of names) {
    const target = path.join(folder, name);
    mkdirSync(path.dirname(target), { recursive: true });
    copyFileSync(path.join(from, name), target);
    bytes += statSync(target).size;
  }
  return bytes;
}

/** Files as applications have them: about 8 kB of functions, classes and types; one in 200 has a prompt. */
function generateFiles(folder, count) {
  const random = createRandom(42);
  let bytes = 0;
  for (let i = 0; i < count; i += 1) {
    const directory = path.join(folder, 'src', `area-${i % 40}`);
    mkdirSync(directory, { recursive: true });
    const text = sourceFile(i, random);
    writeFileSync(path.join(directory, `module-${i}.ts`), text);
    bytes += text.length;
  }
  return bytes;
}

const WORDS =
  'account batch cache driver event filter group handler index job key limit model node order page query route session token user value worker'.split(
    ' ',
  );

function sourceFile(number, random) {
  const word = () => WORDS[Math.floor(random() * WORDS.length)];
  const parts = [
    `import { EventEmitter } from 'node:events';\n\nexport interface Options${number} {\n  readonly ${word()}Limit: number;\n  readonly label?: string;\n}\n`,
  ];
  for (let i = 0; i < 14; i += 1) {
    const name = `${word()}${word()[0].toUpperCase()}${word().slice(1)}${i}`;
    parts.push(`
/** Moves the ${word()} of a ${word()} on, once its ${word()} is known. */
export function ${name}(input: readonly string[], options: Partial<Options${number}> = {}): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [position, item] of input.entries()) {
    const key = options.label ? \`\${options.label}:\${item}\` : item.trim().toLowerCase();
    if (key === '' || position > 1_000) continue;
    counts.set(key, (counts.get(key) ?? 0) + position * ${Math.floor(random() * 100)});
  }
  return counts.size > 0 ? counts : new Map([['${word()} ${word()}', ${i}]]);
}
`);
  }
  parts.push(
    `\nexport class Service${number} extends EventEmitter {\n  readonly #items = new Set<string>();\n  add(item: string): this {\n    this.#items.add(item);\n    return this;\n  }\n}\n`,
  );
  if (number % 200 === 0) {
    parts.push(
      `\nexport const REVIEW_PROMPT_${number} = \`You review the work of a careful colleague.\nName each mistake in part ${number}, and say how to mend it.\`;\n`,
    );
  }
  return parts.join('');
}
