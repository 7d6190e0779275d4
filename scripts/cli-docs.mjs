/**
 * Writes docs/cli.md from the help of the built CLI, so that the page and the tool say the same. With `--check` it only
 * compares, and fails where they differ.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = `${root}docs/cli.md`;
const script = `${root}packages/cli/dist/ledger.cjs`;

const wanted = buildPage();
if (!process.argv.includes('--check')) {
  writeFileSync(page, wanted);
} else if (readFileSync(page, 'utf8') !== wanted) {
  process.stderr.write(
    'docs/cli.md is not what the help says: run `node scripts/cli-docs.mjs` and commit it.\n',
  );
  process.exitCode = 1;
}

function buildPage() {
  const top = help([]);
  const sections = listCommands(top).flatMap(({ group, name }) => [
    ...(group === null ? [] : [`## ${group}`]),
    ...describe([name]),
  ]);
  return `${[
    '# Commands',
    'Made from the help by `node scripts/cli-docs.mjs`. What `--json` prints is on [a page of its own](json.md).',
    toBlock(top),
    ...sections,
  ].join('\n\n')}\n`;
}

/** A command, and those of its family. */
function describe(words) {
  const text = help(words);
  const family = /^Commands:$/m.test(text) ? listCommands(text) : [];
  const level = words.length === 1 ? '###' : '####';
  return [
    `${level} ledger ${words.join(' ')}`,
    toBlock(text),
    ...family.flatMap(({ name }) => describe([...words, name])),
  ];
}

/** The commands of a help, each with the title that it is the first one under. */
function listCommands(text) {
  const commands = [];
  let group = null;
  let isOpen = false;
  for (const line of text.split('\n')) {
    const title = /^(\S.*):$/.exec(line)?.[1];
    if (title !== undefined) {
      isOpen = !/^(Usage|Options|Global Options|Examples|Arguments)/.test(title);
      group = title;
    } else if (line !== '' && !line.startsWith(' ')) {
      isOpen = false;
    }
    const name = /^ {2}([a-z][\w-]*)(,| )/.exec(line)?.[1];
    // The server reads its own options, and its page tells them.
    if (!isOpen || name === undefined || group === 'The server') continue;
    commands.push({ group, name });
    group = null;
  }
  return commands;
}

function help(words) {
  const env = { ...process.env, NO_COLOR: '1' };
  return execFileSync(process.execPath, [script, ...words, '--help'], { encoding: 'utf8', env }).trimEnd();
}

function toBlock(text) {
  return `\`\`\`text\n${text}\n\`\`\``;
}
