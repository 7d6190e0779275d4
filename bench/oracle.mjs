/**
 * Scores `ledger extract` against what running real modules gave:
 * `node bench/oracle.mjs --oracle DIR --corpus DIR [--only NAME]… [--verbose]`.
 *
 * The oracle folder holds `truth/<name>.jsonl`, `labels.jsonl`, `negatives.jsonl` and its judge `compare.mjs`; the corpus
 * folder holds a checkout of each repository under its short name. Neither is part of this project.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const cli = path.join(fileURLToPath(new URL('..', import.meta.url)), 'packages', 'cli', 'dist', 'ledger.cjs');
const { values: options } = parseArgs({
  options: {
    oracle: { type: 'string' },
    corpus: { type: 'string' },
    only: { type: 'string', multiple: true, default: [] },
    verbose: { type: 'boolean', default: false },
  },
});
if (!options.oracle || !options.corpus) {
  process.stderr.write('Usage: node bench/oracle.mjs --oracle DIR --corpus DIR [--only NAME]… [--verbose]\n');
  process.exit(2);
}

const VERDICTS = ['exact', 'branch', 'lax', 'WRONG', 'dynamic', 'missing'];
const work = mkdtempSync(path.join(tmpdir(), 'ledger-oracle-'));
const labels = [...readLines('labels.jsonl'), ...readLines('negatives.jsonl')];
const byKind = {};
const rows = [];
const found = { positives: 0, labelled: 0, negatives: 0 };

for (const file of readdirSync(path.join(options.oracle, 'truth')).toSorted()) {
  const name = path.basename(file, '.jsonl');
  const checkout = path.join(options.corpus, name);
  if ((options.only.length > 0 && !options.only.includes(name)) || !existsSync(checkout)) continue;
  const { extraction, ms } = extract(name, checkout);
  const verdict = judge(path.join(options.oracle, 'truth', file), name);
  for (const [kind, counts] of Object.entries(verdict.kinds)) {
    byKind[kind] ??= Object.fromEntries(VERDICTS.map((v) => [v, 0]));
    for (const v of VERDICTS) byKind[kind][v] += counts[v] ?? 0;
  }
  compareLabels(name, extraction.prompts);
  rows.push({
    name,
    files: extraction.stats.files,
    prompts: extraction.prompts.length,
    ms,
    ...verdict.total,
  });
}
rmSync(work, { recursive: true, force: true });
report();

function extract(name, checkout) {
  const started = performance.now();
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [cli, 'extract', '--json', '--placeholders', 'none'],
    {
      cwd: checkout,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      env: { PATH: process.env.PATH, HOME: work, NO_COLOR: '1', LEDGER_CACHE: '0' },
    },
  );
  const ms = Math.round(performance.now() - started);
  if (status > 1) throw new Error(`ledger extract in ${name} ended with ${status}: ${stderr.slice(-2000)}`);
  const extraction = JSON.parse(stdout);
  writeFileSync(
    path.join(work, `${name}.json`),
    JSON.stringify({ prompts: extraction.prompts.flatMap(asJudged) }),
  );
  return { extraction, ms };
}

/**
 * The truth of a template class is written message by message and property by property, where a prompt is one chat or the
 * text itself: it is handed to the judge in those words as well.
 */
function asJudged(prompt) {
  const messages = (prompt.messages ?? []).map(({ content }, index) => ({
    ...prompt,
    member: `messages[${index}]`,
    template: content,
    messages: null,
  }));
  const property = prompt.member === null ? [] : [{ ...prompt, member: `${prompt.member}.template` }];
  return [prompt, ...messages, ...property];
}

/** The truth of two functions leaves out which numbers their runs were given: the judge then knows none of them. */
function withNumbers(truth, name) {
  const records = parseLines(readFileSync(truth, 'utf8')).map((record) => {
    const runs = JSON.stringify(record.runs ?? []);
    if (record.slots || !runs.includes('"$num"')) return record;
    const given = runs.match(/90\d{4}/g) ?? [];
    return { ...record, slots: Object.fromEntries(given.map((number) => [number, number])) };
  });
  const file = path.join(work, `${name}.jsonl`);
  writeFileSync(file, records.map((record) => JSON.stringify(record)).join('\n'));
  return file;
}

function judge(truth, name) {
  const { stdout } = spawnSync(
    process.execPath,
    [
      path.join(options.oracle, 'compare.mjs'),
      '--truth',
      withNumbers(truth, name),
      '--cli',
      path.join(work, `${name}.json`),
      '-v',
    ],
    { encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const lines = stdout.trim().split('\n');
  const details = lines.filter((line) => /^(branch|lax|WRONG|dynamic|missing)\s/.test(line));
  if (options.verbose) process.stdout.write(details.map((line) => `${name}: ${line}\n`).join(''));
  return { total: JSON.parse(lines.at(-1)), kinds: countKinds(truth, details) };
}

/** The judge prints a table for people; its detail lines say the same, one record a line. */
function countKinds(truth, details) {
  const kinds = {};
  for (const record of parseLines(readFileSync(truth, 'utf8'))) {
    kinds[record.kind] ??= { exact: 0 };
    kinds[record.kind].exact += 1;
  }
  for (const line of details) {
    const kind = line.split(' ').at(-1);
    const verdict = line.split(/\s/)[0];
    kinds[kind].exact -= 1;
    kinds[kind][verdict] = (kinds[kind][verdict] ?? 0) + 1;
  }
  return kinds;
}

function compareLabels(name, prompts) {
  const exported = new Set(prompts.map((prompt) => `${prompt.file}#${prompt.exportName}`));
  for (const label of labels) {
    if (label.repo !== name) continue;
    const taken = exported.has(`${label.file}#${label.exportName}`);
    if (label.label === 'P') {
      found.labelled += 1;
      if (taken) found.positives += 1;
      else if (options.verbose)
        process.stdout.write(`${name}: not found ${label.file} ${label.exportName}\n`);
    } else if (taken) {
      found.negatives += 1;
      if (options.verbose)
        process.stdout.write(`${name}: false ${label.file} ${label.exportName} (${label.why})\n`);
    }
  }
}

function readLines(name) {
  return parseLines(readFileSync(path.join(options.oracle, name), 'utf8'));
}

function parseLines(text) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

function report() {
  print(
    ['repository', 'files', 'prompts', 'ms', 'truth', ...VERDICTS],
    [
      ...rows.map((row) => [
        row.name,
        row.files,
        row.prompts,
        row.ms,
        row.records,
        ...VERDICTS.map((v) => row[v]),
      ]),
      ['all', sum('files'), sum('prompts'), sum('ms'), sum('records'), ...VERDICTS.map(sum)],
    ],
  );
  print(
    [
      'kind',
      'truth',
      ...VERDICTS,
      'exact %',
      'exact + branch + lax %',
      'of what is found: exact %',
      'and all',
    ],
    Object.entries(byKind).map(([kind, counts]) => {
      const all = VERDICTS.reduce((total, v) => total + counts[v], 0);
      const found = all - counts.missing;
      return [
        kind,
        all,
        ...VERDICTS.map((v) => counts[v]),
        percent(counts.exact, all),
        percent(counts.exact + counts.branch + counts.lax, all),
        percent(counts.exact, found),
        percent(counts.exact + counts.branch + counts.lax, found),
      ];
    }),
  );
  process.stdout.write(
    `recall over labels ${percent(found.positives, found.labelled)} % (${found.positives} of ${found.labelled}); ` +
      `precision over labels ${percent(found.positives, found.positives + found.negatives)} % (${found.negatives} known negatives taken)\n`,
  );
}

function sum(key) {
  return rows.reduce((total, row) => total + row[key], 0);
}

function percent(part, all) {
  return all === 0 ? '–' : ((100 * part) / all).toFixed(1);
}

function print(head, body) {
  process.stdout.write(
    `\n| ${head.join(' | ')} |\n| ${head.map((_, i) => (i === 0 ? '---' : '---:')).join(' | ')} |\n`,
  );
  process.stdout.write(`${body.map((row) => `| ${row.join(' | ')} |\n`).join('')}\n`);
}
