import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { ledger, ledgerJson, type Place } from './support/ledger.ts';
import { promptModule } from './support/prompts.ts';
import { createFolder, createRepository } from './support/repository.ts';

let server: TestServer;
let at: Place;
beforeAll(async () => {
  server = await startTestServer();
  at = { cwd: '/', server };
});
afterAll(() => server.close());

const put = (name: string, input: string, ...more: string[]) =>
  ledger({ ...at, input }, 'put', name, '--file', '-', ...more);

describe('ledger put', () => {
  it('stores a text as a draft, and makes it active when told to', async () => {
    const first = await put('greeting', 'Hello {{ name }}!');
    expect(first).toMatchObject({
      code: 0,
      stdout: 'Stored greeting@1, as a draft; `ledger promote greeting@1` makes it active.\n',
    });
    expect((await put('greeting', 'Hi {{ name }}!', '--activate')).stdout).toBe(
      'Stored greeting@2; it is active.\n',
    );
    expect((await put('greeting', 'Hello {{ name }}!', '--activate')).stdout).toBe(
      'greeting@1 has this text already; it is active.\n',
    );
    expect((await ledger(at, 'show', 'greeting')).stdout).toBe('Hello {{ name }}!');
  });

  it('stores a chat however its JSON is written', async () => {
    const chat =
      '[\n  {"content": "Be brief.", "role": "system"},\n  {"role": "user", "content": "{{ q }}"}\n]';
    expect((await put('chat', chat, '--chat', '--activate')).code).toBe(0);
    expect((await ledger(at, 'show', 'chat')).stdout).toBe(
      '[{"role":"system","content":"Be brief."},{"role":"user","content":"{{ q }}"}]',
    );
    expect((await put('chat', 'Be brief.')).stderr).toContain('must be a JSON list of messages');
  });

  it('takes a file, and says what it lacks', async () => {
    const folder = createFolder({ 'text.txt': 'From a file.' });
    const here = { ...at, cwd: folder.root };
    expect((await ledger(here, 'put', 'filed', '--file', 'text.txt')).code).toBe(0);
    for (const [argv, sentence] of [
      [['filed', '--file', 'gone.txt'], 'gone.txt cannot be read'],
      [['filed'], 'A text comes from --file or from --edit.'],
      [['filed', '--edit'], 'There is no terminal for an editor.'],
      [['filed@2', '--file', 'text.txt'], 'names a version'],
      [['filed', '--file', '-'], 'Nothing is piped in.'],
    ] as const) {
      const { code, stderr } = await ledger(here, 'put', ...argv);
      expect([code, stderr]).toEqual([2, expect.stringContaining(sentence)]);
    }
    const broken = await put('broken', 'Hello {{ name');
    expect(broken.code).toBe(1);
    expect(broken.stderr).toContain('The template of "broken"');
  });
});

describe('ledger eject and adopt', () => {
  it('move a prompt into the source and back, and it keeps its versions', async () => {
    const text = 'Hello {{name}}!\nUse `code` and ${money} and \\ and \'quotes\' and "more".\n';
    await put('team/greeting', text, '--activate');
    const repository = createRepository({ 'src/index.ts': 'export {};\n' });
    const here: Place = { cwd: repository.root, server };
    const { code, stdout, stderr } = await ledger(here, 'eject', 'team/greeting');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain('Wrote team/greeting@1 to src/prompts/team-greeting.ts as teamGreeting');
    expect(await ledgerJson(here, 'status')).toMatchObject({ counts: { new: 0, changed: 0, unchanged: 1 } });
    expect(await ledgerJson(here, 'show', 'team/greeting')).toMatchObject({ mode: 'tracking', version: 1 });
    expect((await ledger(here, 'eject', 'team/greeting')).stderr).toContain('lives in code already');

    const adopted = await ledger(here, 'adopt', 'team/greeting');
    expect(adopted.stdout).toContain('Remove it from src/prompts/team-greeting.ts:2');
    expect(await ledgerJson(here, 'show', 'team/greeting')).toMatchObject({ mode: 'full', version: 1 });
  });

  it('write into a file that is there, and never over what it has', async () => {
    await put('second', 'Be kind to {{ them }}.', '--activate');
    const repository = createRepository({
      'src/prompts/all.ts': '/** @prompt */\nexport const FIRST = "Be brief.";\n',
    });
    const here: Place = { cwd: repository.path('src'), server };
    expect((await ledger(here, 'eject', 'second', '--to', 'prompts/all.ts')).code).toBe(0);
    expect(readFileSync(repository.path('src/prompts/all.ts'), 'utf8')).toBe(
      '/** @prompt */\nexport const FIRST = "Be brief.";\n\n/** @prompt second */\nexport const second = \'Be kind to {{ them }}.\' as const;\n',
    );
    await put('FIRST', 'Be honest.', '--activate');
    const clash = await ledger(here, 'eject', 'FIRST', '--to', 'prompts/all.ts');
    expect(clash.code).toBe(1);
    expect(clash.stderr).toContain('has something called FIRST already');
  });

  it('leave all as it was where the source could not be read back', async () => {
    await put('guarded', 'Hello {{ name }}.', '--activate');
    const repository = createRepository({ 'ledger.config.json': '{"exclude": ["prompts/**"]}' });
    const { code, stderr } = await ledger({ cwd: repository.root, server }, 'eject', 'guarded');
    expect(code).toBe(1);
    expect(stderr).toContain('the configuration leaves that file out');
    expect(existsSync(repository.path('prompts'))).toBe(false);
    expect(await ledgerJson(at, 'show', 'guarded')).toMatchObject({ mode: 'full' });
  });

  it('do not lose a text that is not in the ledger', async () => {
    const repository = createRepository(promptModule({ ADOPTED: 'Be brief.' }));
    const here: Place = { cwd: repository.root, server };
    await ledgerJson(here, 'sync');
    repository.write(promptModule({ ADOPTED: 'Be very brief.' }));
    const { code, stderr } = await ledger(here, 'adopt', 'ADOPTED');
    expect(code).toBe(1);
    expect(stderr).toContain('is not the active one, and would be lost');
    expect((await ledger(here, 'adopt', 'ADOPTED', '--force')).code).toBe(0);
  });
});
