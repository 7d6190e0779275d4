/**
 * Writes variants of real prompt files that must keep their checksums (line ends, formatting, comments, export lists,
 * string or template, split, hoisted or renamed, moved) and variants that must change them (a character, a case, a space,
 * a line), and says how many did: `node bench/metamorph.mjs --oracle DIR --corpus DIR --deps DIR [--only NAME]… [--verbose]`.
 *
 * Oracle and corpus are those of `bench/oracle.mjs`; the oracle's `metamorph.mjs` writes the variants, into a copy, and its
 * `oracle.mjs` runs those that are not as they should be. Deps is a folder with what the two need: magic-string, prettier
 * and what the oracle's README names.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const cli = path.join(fileURLToPath(new URL('..', import.meta.url)), 'packages', 'cli', 'dist', 'ledger.cjs');
const { values: options } = parseArgs({
  options: {
    oracle: { type: 'string' },
    corpus: { type: 'string' },
    deps: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    verbose: { type: 'boolean', default: false },
  },
});
if (!options.oracle || !options.corpus || !options.deps) {
  process.stderr.write(
    'Usage: node bench/metamorph.mjs --oracle DIR --corpus DIR --deps DIR [--only NAME]… [--verbose]\n',
  );
  process.exit(2);
}

const total = { right: 0, wrong: 0, unseen: 0 };
process.stdout.write(
  '| repository | files | variants | right | wrong | not found |\n| --- | ---: | ---: | ---: | ---: | ---: |\n',
);
for (const file of readdirSync(path.join(options.oracle, 'truth')).toSorted()) {
  const name = path.basename(file, '.jsonl');
  const checkout = path.join(options.corpus, name);
  if ((options.only.length > 0 && !options.only.includes(name)) || !existsSync(checkout)) continue;
  const work = mkdtempSync(path.join(tmpdir(), 'ledger-metamorph-'));
  try {
    const copy = path.join(work, name);
    cpSync(checkout, copy, { recursive: true, filter: (from) => path.basename(from) !== '.git' });
    const files = promptFiles(path.join(options.oracle, 'truth', file));
    const variants = files.flatMap(([source, names]) => writeVariants(copy, source, names, work));
    const counts = compare(extract(copy, work), variants, name, (...files) =>
      runsTheSame(copy, work, ...files),
    );
    for (const key of Object.keys(total)) total[key] += counts[key];
    process.stdout.write(
      `| ${name} | ${files.length} | ${variants.length} | ${counts.right} | ${counts.wrong} | ${counts.unseen} |\n`,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
process.stdout.write(
  `\n${total.right} right, ${total.wrong} wrong; ${total.unseen} of exports that are no prompts here\n`,
);
process.exitCode = total.wrong > 0 ? 1 : 0;

/** The files of the truth, each with its exports. */
function promptFiles(truth) {
  const files = new Map();
  for (const { file, exportName } of parseLines(readFileSync(truth, 'utf8'))) {
    files.set(file, (files.get(file) ?? new Set()).add(exportName));
  }
  return [...files].map(([file, names]) => [file, [...names]]);
}

function writeVariants(copy, file, names, work) {
  const manifest = path.join(work, 'manifest.jsonl');
  rmSync(manifest, { force: true });
  const script = path.join(options.oracle, 'metamorph.mjs');
  const { stderr } = spawnSync(
    process.execPath,
    [script, '--dir', copy, '--file', file, '--names', names.join(','), '--out', manifest],
    { encoding: 'utf8', env: { ...process.env, ORACLE_DEPS: path.resolve(options.deps) } },
  );
  if (!existsSync(manifest)) {
    process.stderr.write(
      `no variants of ${file}: ${stderr.split('\n').find((line) => /Error/.test(line)) ?? ''}\n`,
    );
    return [];
  }
  return parseLines(readFileSync(manifest, 'utf8'));
}

function extract(cwd, home) {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [cli, 'extract', '--json', '--placeholders', 'none'],
    {
      cwd,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      env: { PATH: process.env.PATH, HOME: home, NO_COLOR: '1', LEDGER_CACHE: '0' },
    },
  );
  if (status > 1) throw new Error(`ledger extract ended with ${status}: ${stderr.slice(-2000)}`);
  return JSON.parse(stdout).prompts;
}

/** What an export is worth: the checksum of each prompt in it, or the hash of its code where it is dynamic. */
function worthOf(prompts, file, exportName) {
  return prompts
    .filter((prompt) => prompt.file === file && prompt.exportName === exportName)
    .map(({ member, checksum, codeHash }) => `${member} ${checksum ?? codeHash}`)
    .toSorted()
    .join('\n');
}

function compare(prompts, variants, repository, runsTheSame) {
  const counts = { right: 0, wrong: 0, unseen: 0 };
  for (const { orig, variant, id, expect, names } of variants) {
    for (const name of names) {
      const before = worthOf(prompts, orig, name);
      const after = worthOf(prompts, variant, name);
      if (before === '') counts.unseen += 1;
      else if ((before === after) === (expect === 'same')) counts.right += 1;
      // A space in a text whose spaces are made one changes nothing: what is asked last is running both.
      else if (runsTheSame(orig, variant, name) === (before === after)) counts.right += 1;
      else {
        counts.wrong += 1;
        if (options.verbose)
          process.stdout.write(`${repository}: ${id} of ${orig} ${name} should be ${expect}\n`);
      }
    }
  }
  return counts;
}

/** Whether two files export the same under a name when they are run; null where they cannot be. */
function runsTheSame(copy, work, orig, variant, exportName) {
  const [before, after] = [orig, variant].map((file) => {
    const names = path.join(work, 'names.json');
    const truth = path.join(work, 'truth.jsonl');
    writeFileSync(names, JSON.stringify({ [file]: [exportName] }));
    rmSync(truth, { force: true });
    const script = path.join(options.oracle, 'oracle.mjs');
    spawnSync(process.execPath, [script, '--dir', copy, '--names', names, '--out', truth], {
      env: { ...process.env, ORACLE_DEPS: path.resolve(options.deps) },
    });
    if (!existsSync(truth)) return null;
    const ran = parseLines(readFileSync(truth, 'utf8'));
    return ran.length === 0
      ? null
      : JSON.stringify(ran.map(({ member, runtimeValue, runs }) => [member, runtimeValue, runs]));
  });
  return before === null || after === null ? null : before === after;
}

function parseLines(text) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}
