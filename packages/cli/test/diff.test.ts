import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from '../../server/test/support/server.ts';
import { ledger, ledgerJson, type Place } from './support/ledger.ts';
import { promptModule } from './support/prompts.ts';
import { createRepository, type Repository } from './support/repository.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

const AGENT = 'You are a support agent.\nBe brief.\nGreet {{ name }}.\nSay goodbye.\n';
/** A prompt of this project alone, whatever the other tests do. */
let serial = 0;

interface Project {
  readonly repository: Repository;
  readonly at: Place;
  readonly name: string;
  write(text: string): void;
}

/** A repository with one prompt that is committed and synced. */
async function startProject(text = AGENT): Promise<Project> {
  const name = `AGENT_${(serial += 1)}`;
  const repository = createRepository(promptModule({ [name]: text }));
  repository.commit('First');
  const at = { cwd: repository.root, server };
  await ledgerJson(at, 'sync');
  return { repository, at, name, write: (changed) => repository.write(promptModule({ [name]: changed })) };
}

describe('a diff with the work tree', () => {
  it('is what a name alone means', async () => {
    const { at, name, write } = await startProject();
    write(AGENT.replace('brief', 'very brief').replace('{{ name }}', '{{ customer }}'));
    const { code, stdout } = await ledger(at, 'diff', name);
    expect(code).toBe(0);
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(new RegExp(`^--- ${name}@1 {2}[0-9a-f]{12}$`)),
      expect.stringMatching(new RegExp(`^\\+\\+\\+ ${name}@work {2}[0-9a-f]{12} {2}src/prompts/all.ts:2$`)),
      '@@ -1,4 +1,4 @@',
      ' You are a support agent.',
      '-Be brief.',
      '-Greet {{ name }}.',
      '+Be very brief.',
      '+Greet {{ customer }}.',
      ' Say goodbye.',
      '',
      'variables  -name  +customer',
      '',
    ]);
  });

  it('says when there is none, and how to see more', async () => {
    const { repository, at, name, write } = await startProject();
    expect((await ledger(at, 'diff', name)).stdout).toBe(
      `${name}: the work tree has the active version 1.\n`,
    );
    write(AGENT.replace('brief', 'kind'));
    // What is not committed would be a draft.
    repository.commit('Second');
    await ledgerJson(at, 'sync');
    expect((await ledger(at, 'diff', name)).stdout).toBe(
      `${name}: the work tree has the active version 2. \`ledger diff ${name} ~1\` shows what that changed.\n`,
    );
    expect((await ledger(at, 'diff', name, '~1')).stdout).toContain('\n-Be brief.\n+Be kind.\n');
  });

  it('works from a sub-folder', async () => {
    const { repository, at, name, write } = await startProject();
    write(AGENT.replace('brief', 'kind'));
    expect((await ledger({ ...at, cwd: repository.path('src/prompts') }, 'diff', name)).stdout).toContain(
      '+Be kind.',
    );
  });

  it('shows a prompt that the ledger does not know as new', async () => {
    const { repository, at, name } = await startProject();
    repository.write({ 'src/prompts/new.ts': `export const ${name}_NEW = 'Say hello to {{ friend }}.';\n` });
    const { stdout } = await ledger(at, 'diff', `${name}_NEW`);
    expect(stdout).toMatch(/^--- \(nothing\)\n\+\+\+ AGENT_\d+_NEW@work/);
    expect(stdout).toContain('+Say hello to {{ friend }}.\n');
    expect(await ledgerJson(at, 'diff', `${name}_NEW`)).toMatchObject({
      from: null,
      to: { version: null, place: { file: 'src/prompts/new.ts', line: 1 } },
      variables: { added: ['friend'] },
    });
  });

  it('without a name shows all that differs, and ends with 1 where that is asked for', async () => {
    const { repository, at, name, write } = await startProject();
    expect(await ledger(at, 'diff', '--exit-code')).toMatchObject({
      code: 0,
      stdout: 'No prompt of the work tree differs from the ledger.\n',
    });
    write(AGENT.replace('brief', 'kind'));
    repository.write({ 'src/prompts/new.ts': `export const ${name}_NEW = 'Say hello to {{ friend }}.';\n` });
    const { code, stdout } = await ledger(at, 'diff', '--exit-code');
    expect(code).toBe(1);
    expect(stdout).toContain('-Be brief.\n+Be kind.\n');
    expect(stdout).toContain('+Say hello');
    expect((await ledgerJson(at, 'diff')).diffs).toMatchObject([
      { prompt_name: name, lines: { added: 1, removed: 1 } },
      { prompt_name: `${name}_NEW`, lines: { added: 1, removed: 0 } },
    ]);
    expect((await ledger({ ...at, cwd: '/' }, 'diff')).stderr).toContain('no source to compare with');
  });

  it('says why a text is not known', async () => {
    const { repository, at, name } = await startProject();
    repository.write({
      'src/prompts/all.ts': `/** @prompt */\nexport const ${name} = String(process.env.PROMPT);\n`,
    });
    const { code, stderr } = await ledger(at, 'diff', name);
    expect(code).toBe(1);
    expect(stderr).toContain(`The text of ${name} at src/prompts/all.ts:2 is only known at run time.`);
    expect(stderr).toContain(`ledger extract --explain ${name}`);
  });
});

describe('a reference', () => {
  it('names a commit, a branch or a tag, and needs no server for that', async () => {
    const { repository, name, write } = await startProject();
    const first = repository.git('rev-parse', '--short=7', 'HEAD').trim();
    repository.git('branch', 'feat/old');
    repository.git('tag', 'v1.0');
    write(AGENT.replace('brief', 'kind'));
    repository.commit('Second');
    write(AGENT.replace('brief', 'honest'));
    const offline: Place = { cwd: repository.root, server: { url: 'http://127.0.0.1:1', key: 'k' } };
    for (const reference of [`commit:${first}`, 'feat/old', 'v1.0', 'HEAD~1']) {
      const { code, stdout, stderr } = await ledger(offline, 'diff', name, reference, 'work');
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`--- ${name}@${reference.replace('commit:', '')}  `);
      expect(stdout).toContain('\n-Be brief.\n+Be honest.\n');
    }
    expect((await ledger(offline, 'show', `${name}@HEAD`)).stdout).toContain('Be kind.');
    expect((await ledger(offline, 'show', `${name}@work`)).stdout).toContain('Be honest.');
    expect(await ledgerJson(offline, 'show', `${name}@work`)).toMatchObject({
      prompt_name: name,
      version: null,
      template_source: expect.stringContaining('honest'),
      place: { file: 'src/prompts/all.ts', line: 2 },
    });
  });

  it('names a moment, and a number of versions back', async () => {
    const { repository, at, name, write } = await startProject();
    write(AGENT.replace('brief', 'kind'));
    // What is not committed would be a draft.
    repository.commit('Second');
    await ledgerJson(at, 'sync');
    expect((await ledgerJson(at, 'show', `${name}@{now}`)).version).toBe(2);
    expect((await ledgerJson(at, 'show', `${name}@~1`)).version).toBe(1);
    const before = await ledger(at, 'show', `${name}@{2001-01-01}`);
    expect(before.code).toBe(1);
    expect(before.stderr).toContain(`${name} had no version yet at 2001-01-01.`);
    expect((await ledger(at, 'show', `${name}@{soon}`)).code).toBe(2);
    expect((await ledger(at, 'show', `${name}@~2`)).stderr).toContain('has no 2 versions before version 2');
  });

  it('of another prompt may be the other side', async () => {
    const one = await startProject('Be brief.\n');
    const other = await startProject('Be kind.\n');
    expect((await ledger(one.at, 'diff', `${one.name}@1`, `${other.name}@1`)).stdout).toContain(
      '-Be brief.\n+Be kind.\n',
    );
  });

  it('that is misspelt is met with the name that was meant', async () => {
    const { at, name } = await startProject();
    const { code, stderr } = await ledger(at, 'show', `${name.toLowerCase()}@work`);
    expect(code).toBe(1);
    expect(stderr).toContain(`The work tree has no prompt ${name.toLowerCase()}.\n  Did you mean ${name}?`);
  });
});

describe('the forms of a diff', () => {
  const change = async () => {
    const project = await startProject('日本語で答えて。\nBe brief and kind to {{ name }}.\nSame.\nOld.\n');
    project.write('日本語で短く答えて。\nBe brief and very kind to {{ customer }}.\nSame.\n');
    return project;
  };

  it('side by side fits the terminal, with wide characters where they belong', async () => {
    const { at, name } = await change();
    const place = { ...at, columns: 60, env: { NO_COLOR: '1' } };
    const { stdout } = await ledger(place, 'diff', name, '--side');
    const [title, line, ...rows] = stdout.split('\n');
    expect(title).toMatch(new RegExp(`^${name}@1  [0-9a-f]{12} +│ ${name}@work`));
    expect(line).toMatch(/^─+┼─+$/);
    expect(rows.slice(0, 8)).toEqual([
      '1 - 日本語で答えて。         │ 1 + 日本語で短く答えて。',
      '2 - Be brief and kind to     │ 2 + Be brief and very kind to',
      '  - {{ name }}.              │   + {{ customer }}.',
      '3   Same.                    │ 3   Same.',
      '4 - Old.                     │',
      '',
      'variables  -name  +customer',
      '',
    ]);
  });

  it('within the lines, as git has it', async () => {
    const { at, name } = await change();
    const { stdout } = await ledger(at, 'diff', name, '--words');
    expect(stdout).toContain('Be brief and {+very +}kind to {{ [-name-]{+customer+} }}.\nSame.\n[-Old.-]\n');
  });

  it('in short', async () => {
    const { at, name } = await change();
    expect((await ledger(at, 'diff', '--stat')).stdout).toBe(
      [
        ` ${name} | 5 ++---`,
        ` ${' '.repeat(name.length)} |   -name  +customer`,
        ' 1 prompt changed, 2 lines added, 3 lines removed',
        '',
      ].join('\n'),
    );
    expect((await ledger(at, 'diff', name, '1', '1', '--stat')).stdout).toBe('No difference.\n');
  });

  it('for pasting', async () => {
    const { at, name } = await change();
    const { stdout } = await ledger(at, 'diff', name, '--markdown');
    expect(stdout).toContain(`**\`${name}@1\` → \`${name}@work\`** (2 lines added, 3 removed)\n`);
    expect(stdout).toContain('\nVariables: removed `name`, added `customer`\n\n```diff\n@@ -1,4 +1,3 @@\n');
    expect(stdout.endsWith('```\n')).toBe(true);
  });

  it('exclude each other, and take as much context as wanted', async () => {
    const { at, name } = await change();
    const { code, stderr } = await ledger(at, 'diff', name, '--side', '--stat');
    expect(code).toBe(2);
    expect(stderr).toContain('--side and --stat exclude each other.');
    const project = await startProject(Array.from({ length: 9 }, (_, index) => `line ${index}`).join('\n'));
    project.write(Array.from({ length: 9 }, (_, index) => `line ${index === 4 ? 'x' : index}`).join('\n'));
    expect((await ledgerJson(project.at, 'diff', project.name, '-U', '1')).hunks[0].lines).toEqual([
      ' line 3',
      '-line 4',
      '+line x',
      ' line 5',
    ]);
  });

  it('end soon, however large and different the texts are', async () => {
    const many = (word: string) => Array.from({ length: 5_000 }, (_, index) => `${word} ${index}`).join('\n');
    const { at, name, write } = await startProject(many('old'));
    write(many('new'));
    const { lines, hunks } = await ledgerJson(at, 'diff', name);
    expect({ lines, hunks: hunks.length }).toEqual({ lines: { added: 5_000, removed: 5_000 }, hunks: 1 });
  });
});
