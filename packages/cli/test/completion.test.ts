import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { SCRIPTS } from '../src/completion/scripts.ts';
import { ledger, type Place } from './support/ledger.ts';
import { register } from './support/register.ts';
import { createFolder } from './support/repository.ts';

let server: TestServer;
let at: Place;
beforeAll(async () => {
  server = await startTestServer();
  at = { cwd: '/', server };
  await register(server, { WELCOME: 'Hello {{ name }}!', 'team:agent': 'Be brief.' });
  await register(server, { WELCOME: 'Hi {{ name }}!' });
});
afterAll(() => server.close());

const complete = async (...words: string[]) => {
  const { code, stdout, stderr } = await ledger(at, '__complete', ...words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n').flatMap((line) => (line === '' ? [] : [line.split('\t')[0] ?? '']));
};

describe('completion', () => {
  it('knows commands, those of families, options and their values', async () => {
    expect(await complete('hi')).toEqual(['history']);
    expect(await complete('')).toEqual(expect.arrayContaining(['sync', 'diff', 'execute', 'serve']));
    expect(await complete('keys', '')).toEqual(expect.arrayContaining(['create', 'list', 'revoke']));
    expect(await complete('diff', '--st')).toEqual(['--stat']);
    expect(await complete('list', '--mode', '')).toEqual(['full', 'tracking']);
    expect(await complete('--server', 'http://x', 'hist')).toEqual(['history']);
    expect(await complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
    expect(await complete('no-such', '')).toEqual([]);
  });

  it('knows every command and option that the help lists', async () => {
    const { stdout } = await ledger(at, '--help');
    const listed = [...stdout.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name);
    expect(listed).toEqual(expect.arrayContaining(['sync', 'serve', 'prune']));
    expect(await complete('')).toEqual(listed);
    const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option]) => option);
    expect(options).toEqual(expect.arrayContaining(['--json', '--version', '--help']));
    expect(await complete('-')).toEqual(options);
  });

  it('knows the prompts of the ledger, and their versions', async () => {
    expect(await complete('show', 'W')).toEqual(['WELCOME']);
    expect(await complete('exec', '-v', 'name=Ada', 'te')).toEqual(['team:agent']);
    expect(await complete('show', 'WELCOME@')).toEqual(['WELCOME@2', 'WELCOME@1', 'WELCOME@work']);
    expect(await complete('diff', 'WELCOME', '')).toContain('WELCOME@1');
  });

  it('is silent where the ledger does not answer', async () => {
    const { code, stdout, stderr } = await ledger(
      { cwd: '/', env: { LEDGER_URL: 'http://127.0.0.1:1' } },
      '__complete',
      'show',
      'W',
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('is printed for the shells that are known', async () => {
    expect((await ledger(at, 'completion', 'bash')).stdout).toBe(SCRIPTS.bash);
    const { code, stderr } = await ledger(at, 'completion', 'tcsh');
    expect(code).toBe(2);
    expect(stderr).toContain('There are bash, zsh, fish.');
  });
});

/** Whether a shell is on this machine. */
function has(shell: string): boolean {
  try {
    execFileSync(shell, ['-c', 'true'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe('the script', () => {
  it.skipIf(!has('bash'))('of bash completes words with the characters that bash breaks at', () => {
    const folder = createFolder();
    writeFileSync(
      folder.path('ledger'),
      '#!/bin/sh\nprintf "team:agent\\ttracking mode\\nteam:agent@1\\tx\\n"\n',
    );
    chmodSync(folder.path('ledger'), 0o755);
    const run = (line: string, words: readonly string[]) =>
      execFileSync(
        'bash',
        [
          '-c',
          `${SCRIPTS.bash}
           COMP_LINE=$1; COMP_POINT=\${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(( $# - 1 ))
           _ledger; printf '%s\\n' "\${COMPREPLY[@]}"`,
          'bash',
          line,
          ...words,
        ],
        // With a socket as its stdin bash would take itself for a remote shell, and read the user's start-up files.
        {
          stdio: ['ignore', 'pipe', 'inherit'],
          encoding: 'utf8',
          env: { PATH: `${folder.root}:${process.env['PATH'] ?? ''}` },
        },
      )
        .trim()
        .split('\n');
    expect(run('ledger show te', ['ledger', 'show', 'te'])).toEqual(['team:agent', 'team:agent@1']);
    expect(run('ledger show team:a', ['ledger', 'show', 'team', ':', 'a'])).toEqual(['agent', 'agent@1']);
    expect(run('ledger show team:', ['ledger', 'show', 'team', ':'])).toEqual(['agent', 'agent@1']);
    expect(run('ledger show ', ['ledger', 'show', ''])).toEqual(['team:agent', 'team:agent@1']);
  });

  /** A `ledger` that knows two words behind `show te` and one behind `show W`; called itself it says what with. */
  function createKnowing(script: string) {
    const folder = createFolder();
    folder.write({
      script,
      ledger: [
        '#!/bin/sh',
        '[ "$1" = __complete ] || { echo "<$*>"; exit; }',
        'case "$*" in',
        '  *"show te") printf "team:agent\\ttracking mode\\nteam:agent@1\\tversion 1\\n" ;;',
        '  *"show W") printf "WELCOME\\ttracking mode\\n" ;;',
        'esac',
        '',
      ].join('\n'),
    });
    chmodSync(folder.path('ledger'), 0o755);
    const env = { PATH: `${folder.root}:${process.env['PATH'] ?? ''}`, HOME: folder.root, TERM: 'dumb' };
    return (shell: string, ...args: string[]) =>
      execFileSync(shell, args, { cwd: folder.root, env, encoding: 'utf8', timeout: 30_000 });
  }

  it.skipIf(!has('zsh'))('of zsh completes what is typed at its prompt', () => {
    const run = createKnowing(SCRIPTS.zsh);
    const said = run(
      'zsh',
      '-f',
      '-c',
      [
        'zmodload zsh/zpty',
        'zpty z env PS1= zsh -f -i',
        `zpty -w z 'autoload -Uz compinit; compinit -u -D; source ./script; bindkey "^I" complete-word; echo RE""ADY'`,
        `zpty -r z out '*READY*'`,
        String.raw`zpty -w -n z $'ledger show W\t\n'`,
        `zpty -r z out '*<*>*'; print -r -- "$out"`,
        // Of two the beginning that they share.
        String.raw`zpty -w -n z $'ledger show te\t\n'`,
        `zpty -r z out '*<*>*'; print -r -- "$out"`,
      ].join('\n'),
    );
    expect(said).toContain('<show WELCOME>');
    expect(said).toContain('<show team:agent>');
  });

  it.skipIf(!has('fish'))('of fish completes a line', () => {
    const run = createKnowing(SCRIPTS.fish);
    const ask = (line: string) => run('fish', '--no-config', '-c', `source script; complete -C '${line}'`);
    expect(ask('ledger show te')).toBe('team:agent\ttracking mode\nteam:agent@1\tversion 1\n');
    expect(ask('ledger show W')).toBe('WELCOME\ttracking mode\n');
    expect(ask('ledger show x')).toBe('');
  });
});
