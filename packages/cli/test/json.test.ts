import { readFileSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { startTestServer } from '../../server/test/support/server.ts';
import type { CommandEntry, CommandFamily } from '../src/command.ts';
import { GROUPS } from '../src/table.ts';
import { ledger, type Place } from './support/ledger.ts';
import { promptModule } from './support/prompts.ts';
import { createFolder, createRepository } from './support/repository.ts';

/** What each row of docs/json.md is about, and what stands beside it. */
const ROWS = readRows();

/** Command lines whose answers a row describes, in an order in which each finds what it is about. */
const CALLS: readonly (readonly [row: string, ...argv: string[]])[] = [
  ['init', 'init', '--yes'],
  ['hooks install', 'hooks', 'install'],
  ['hooks status', 'hooks', 'status'],
  ['hooks uninstall', 'hooks', 'uninstall'],
  ['extract', 'extract'],
  ['sync', 'sync'],
  ['sync --ci', 'sync', '--ci'],
  ['import', 'import', '--from-git'],
  ['types', 'types'],
  ['check', 'check', '--base', 'HEAD^'],
  ['status', 'status'],
  ['list', 'list'],
  ['show', 'show', 'GREET'],
  ['show', 'show', 'GREET@work'],
  ['put', 'put', 'kept', '--file', 'kept.txt', '--activate'],
  ['eject', 'eject', 'kept', '--to', 'src/prompts/kept.ts'],
  ['adopt', 'adopt', 'GREET'],
  ['mode', 'mode', 'GREET', 'tracking'],
  ['execute', 'execute', 'GREET', '-v', 'name=Ada', '--model', 'echo'],
  ['execute --async', 'execute', 'GREET', '-v', 'name=Ada', '--model', 'echo', '--async'],
  ['execute --compare', 'execute', 'GREET', '--compare', '1', '-v', 'name=Ada', '--model', 'echo'],
  ['execute --dry', 'execute', 'GREET', '-v', 'name=Ada', '--model', 'echo', '--dry'],
  ['list', 'list'],
  ['runs', 'runs'],
  ['wait', 'wait', '<id>'],
  ['rerun', 'rerun', '<id>'],
  ['cancel', 'cancel', '<queued>'],
  ['history', 'history', 'GREET'],
  ['diff NAME …', 'diff', 'GREET', '1', '2'],
  ['diff', 'diff'],
  ['blame', 'blame', 'GREET'],
  ['stats', 'stats', '--by', 'prompt'],
  ['promote', 'promote', 'GREET', '--label', 'production'],
  ['labels list', 'labels', 'list'],
  ['labels move', 'labels', 'move', 'staging', 'GREET'],
  ['labels history', 'labels', 'history', 'staging'],
  ['labels delete', 'labels', 'delete', 'staging', 'GREET'],
  ['projects create', 'projects', 'create', 'other'],
  ['projects list', 'projects', 'list'],
  ['projects rename', 'projects', 'rename', 'other', 'another'],
  ['settings show', 'settings', 'show'],
  ['settings set', 'settings', 'set', 'default-branch', 'main'],
  ['settings unset', 'settings', 'unset', 'default-branch'],
  ['keys create', 'keys', 'create', 'CI'],
  ['keys list', 'keys', 'list'],
  ['keys revoke', 'keys', 'revoke', 'CI'],
  ['audit', 'audit'],
  ['doctor', 'doctor'],
  ['login', 'login', '--with-token'],
  ['whoami', 'whoami'],
  ['logout', 'logout'],
  ['open', 'open', '--print'],
  ['completion', 'completion', 'bash'],
];

it(
  'the page on --json says of every command what it answers, and nothing else',
  { timeout: 60_000 },
  async () => {
    const answers = await callAll();
    const commands = GROUPS.flatMap(({ commands: entries }) => entries.flatMap((entry) => namesOf(entry)));
    const rows = [...commands, ...answers.keys()].filter((name) => !ROWS.has(name));
    const keys: string[] = [];
    const invented: string[] = [];
    for (const [row, values] of answers) {
      const told = wordsOf(row);
      const own = new Set(values.flatMap((value) => Object.keys(value as object)));
      const known = new Set(values.flatMap(wordsIn));
      keys.push(...[...own].filter((key) => !told.has(key)).map((key) => `${row}: ${key}`));
      const words = [...told].filter((word) => /^[a-z]\w*$/i.test(word));
      invented.push(...words.filter((word) => !known.has(word)).map((word) => `${row}: ${word}`));
    }
    expect({ rows, keys, invented }).toEqual({ rows: [], keys: [], invented: [] });
  },
);

async function callAll(): Promise<Map<string, unknown[]>> {
  const answers = new Map<string, unknown[]>();
  const server = await startTestServer();
  onTestFinished(() => server.close());
  const repository = createRepository({
    ...promptModule({ GREET: 'Hello {{name}}!' }),
    'kept.txt': 'Kept {{it}}.',
    '.gitignore': 'kept.txt\n',
  });
  const at: Place = { cwd: repository.root, server, input: server.key, homedir: createFolder().root };
  repository.commit('One');
  repository.write(promptModule({ GREET: 'Hi {{name}}!' }));
  repository.commit('Two');
  for (const [row, ...argv] of CALLS) {
    if (row === 'diff') repository.write(promptModule({ GREET: 'Hey {{name}}!' }));
    const idOf = (of: string) =>
      (answers.get(of)?.[0] as { execution_id?: string } | undefined)?.execution_id ?? '';
    const words = argv.map((word) =>
      word.replace('<id>', idOf('execute')).replace('<queued>', idOf('execute --async')),
    );
    const { code, stdout, stderr } = await ledger(at, ...words, '--json');
    if (stdout === '') throw new Error(`${words.join(' ')} ended with ${code}: ${stderr}`);
    answers.set(row, [...(answers.get(row) ?? []), JSON.parse(stdout)]);
  }
  return answers;
}

function namesOf(entry: CommandEntry | CommandFamily): string[] {
  const name = entry.usage.split(' ')[0] ?? '';
  return 'commands' in entry ? entry.commands.map((one) => `${name} ${one.usage.split(' ')[0]}`) : [name];
}

function readRows(): Map<string, string> {
  const page = readFileSync(new URL('../../../docs/json.md', import.meta.url), 'utf8');
  const rows = new Map<string, string>();
  for (const line of page.split('\n')) {
    const [, names = '', value = ''] = /^\| (`.*?`) +\| (.*) \|$/.exec(line) ?? [];
    for (const [, name = ''] of names.matchAll(/`([^`]+)`/g)) rows.set(name, value);
  }
  return rows;
}

/** What stands in code; of an execution what the page says of it above the table. */
function wordsOf(row: string): Set<string> {
  const said = ROWS.get(row) ?? '';
  return new Set([...said.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word));
}

/** All keys, and all texts of one word: kinds and states are values. */
function wordsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, held]) => [key, ...wordsIn(held)]);
}
