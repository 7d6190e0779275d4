import { readdirSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Result } from './support/ledger.ts';
import type { Repository } from './support/repository.ts';
import { parseXml, type Element } from './support/xml.ts';
import { check, checkJson, createBranch, kindsOf, LONG, prompt } from './support/checked.ts';

const stable = ({ stdout }: Result) => stdout.replace(/\b[0-9a-f]{12}\b/g, '<commit>');

function createBusyBranch(): Repository {
  const repository = createBranch({
    'src/prompts/a.ts':
      prompt('WELCOME', 'You greet {{name}}.\nBe warm and brief.') +
      prompt('OLD', 'Say goodbye to {{name}}.') +
      prompt('FORMER', `${LONG} A.`) +
      prompt('SAME', `${LONG} B.`),
    'src/prompts/b.ts': prompt('MOVING', `${LONG} C.`) + prompt('LOST', `${LONG} D.`),
    'src/prompts/gone.ts': prompt('GONE', `${LONG} E.`),
  });
  rmSync(repository.path('src/prompts/gone.ts'));
  repository.write({
    'src/prompts/a.ts':
      prompt('WELCOME', 'You greet {{user}}.\nBe warm, brief and kind.') +
      prompt('OLD', 'Say goodbye to {{person}}.') +
      prompt('LATTER', `${LONG} A.`) +
      prompt('SAME', `${LONG} B.`),
    'src/prompts/b.ts':
      "import { readFileSync } from 'node:fs';\nexport const LOST_PROMPT = readFileSync('lost.txt', 'utf8');\n",
    'src/prompts/c.ts': prompt('MOVING', `${LONG} C.`) + prompt('NEW', 'Hello {{name}}!'),
  });
  return repository;
}

describe('ledger check', () => {
  it('shows a branch as people read it', async () => {
    const result = await check(createBusyBranch());
    expect(result).toMatchObject({ code: 1, stderr: '' });
    expect(stable(result)).toMatchInlineSnapshot(`
      "The work tree, compared with where it left main (<commit>). That is HEAD: only what is not committed can differ.

      - GONE_PROMPT  gone, ≈ -18 tokens  was in src/prompts/gone.ts
      → LATTER_PROMPT  renamed from FORMER_PROMPT  src/prompts/a.ts:3
      ! LOST_PROMPT  can no longer be extracted, ≈ -18 tokens  was in src/prompts/b.ts
      » MOVING_PROMPT  moved from src/prompts/b.ts  src/prompts/c.ts:1
      + NEW_PROMPT  new, ≈ +4 tokens  src/prompts/c.ts:2
      ~ OLD_PROMPT  changed, ≈ +1 token  src/prompts/a.ts:2
          @@ -1,1 +1,1 @@
          -Say goodbye to {{name}}.
          +Say goodbye to {{person}}.
          variables  name → person

      ~ WELCOME_PROMPT  changed, ≈ +1 token  src/prompts/a.ts:1
          @@ -1,2 +1,2 @@
          -You greet {{name}}.
          -Be warm and brief.
          +You greet {{user}}.
          +Be warm, brief and kind.
          variables  -name  +user

      src/prompts/b.ts:2:14 error prompt-untracked  The text of LOST_PROMPT can no longer be extracted. It is there, and no prompt any more: what it is cannot be told without running it (DYN_UNRESOLVED_IMPORT: the text is imported from a file or package that is not part of this repository), and its code has no text long enough to speak for a prompt.
      src/prompts/a.ts:2:14 warning variable-removed  Whoever fills in OLD_PROMPT must follow: name is now person.
      src/prompts/a.ts:1:14 warning variable-removed  Whoever fills in WELCOME_PROMPT must follow: name was removed.

      8 prompts: 1 new, 2 changed, 1 renamed, 1 moved, 1 untracked, 1 gone, 1 unchanged; ≈ -30 tokens
      1 error, 2 warnings (--strict makes them errors)
      "
    `);
  });

  it('shows a branch as a comment on a pull request', async () => {
    expect(stable(await check(createBusyBranch(), '--format', 'markdown'))).toMatchInlineSnapshot(`
      "<!-- prompt-ledger:check -->
      ### ❌ 8 prompts: 1 new, 2 changed, 1 renamed, 1 moved, 1 untracked, 1 gone, 1 unchanged; ≈ -30 tokens

      - **error** \`src/prompts/b.ts:2\`: The text of LOST\\_PROMPT can no longer be extracted. It is there, and no prompt any more: what it is cannot be told without running it \\(DYN\\_UNRESOLVED\\_IMPORT: the text is imported from a file or package that is not part of this repository\\), and its code has no text long enough to speak for a prompt.
      - **warning** \`src/prompts/a.ts:2\`: Whoever fills in OLD\\_PROMPT must follow: name is now person.
      - **warning** \`src/prompts/a.ts:1\`: Whoever fills in WELCOME\\_PROMPT must follow: name was removed.

      | Prompt | What | Tokens | Where |
      |---|---|---|---|
      | \`GONE_PROMPT\` | gone | ≈ -18 | \`src/prompts/gone.ts\` |
      | \`LATTER_PROMPT\` | renamed from FORMER\\_PROMPT |  | \`src/prompts/a.ts:3\` |
      | \`LOST_PROMPT\` | can no longer be extracted | ≈ -18 | \`src/prompts/b.ts\` |
      | \`MOVING_PROMPT\` | moved from src/prompts/b.ts |  | \`src/prompts/c.ts:1\` |
      | \`NEW_PROMPT\` | new | ≈ +4 | \`src/prompts/c.ts:2\` |
      | \`OLD_PROMPT\` | changed | ≈ +1 | \`src/prompts/a.ts:2\` |
      | \`WELCOME_PROMPT\` | changed | ≈ +1 | \`src/prompts/a.ts:1\` |


      <details><summary><code>OLD_PROMPT</code></summary>

      \`\`\`diff
      @@ -1,1 +1,1 @@
      -Say goodbye to {{name}}.
      +Say goodbye to {{person}}.
      \`\`\`

      </details>

      <details><summary><code>WELCOME_PROMPT</code></summary>

      \`\`\`diff
      @@ -1,2 +1,2 @@
      -You greet {{name}}.
      -Be warm and brief.
      +You greet {{user}}.
      +Be warm, brief and kind.
      \`\`\`

      </details>

      <sub>The work tree, compared with where it left main \\(<commit>\\). That is HEAD: only what is not committed can differ.</sub>
      "
    `);
  });

  it('says what happened to each prompt', async () => {
    const found = await checkJson(createBusyBranch());
    expect(
      found.changes.map((change: { kind: string; name: string }) => `${change.kind} ${change.name}`),
    ).toEqual([
      'gone GONE_PROMPT',
      'renamed LATTER_PROMPT',
      'untracked LOST_PROMPT',
      'moved MOVING_PROMPT',
      'new NEW_PROMPT',
      'changed OLD_PROMPT',
      'changed WELCOME_PROMPT',
    ]);
    const [, renamed, , moved, , old, welcome] = found.changes;
    expect(renamed).toMatchObject({ previousName: 'FORMER_PROMPT', previousFile: null, hunks: [] });
    expect(moved).toMatchObject({ previousName: null, previousFile: 'src/prompts/b.ts' });
    expect(old.variables).toEqual({
      added: [],
      removed: [],
      renamed: [{ from: 'name', to: 'person' }],
      breaking: ['name'],
    });
    // With other words beside it, it may be another variable.
    expect(welcome.variables).toMatchObject({ added: [{ name: 'user' }], removed: ['name'], renamed: [] });
    expect(found.counts).toEqual({
      new: 1,
      changed: 2,
      reverted: 0,
      renamed: 1,
      moved: 1,
      tracked: 0,
      untracked: 1,
      gone: 1,
      unchanged: 1,
    });
    expect(found).toMatchObject({ failed: true, base: { ref: 'main', relation: 'merge-base' } });
  });

  it('leaves the repository as it was', async () => {
    const repository = createBusyBranch();
    const before = repository.git('status', '--porcelain');
    await check(repository, '--no-cache');
    expect(repository.git('status', '--porcelain')).toBe(before);
    expect(readdirSync(repository.path('.git'))).not.toContain('ledger');
  });

  it('finds the same with the cache and without it', async () => {
    const repository = createBusyBranch();
    const cold = await check(repository, '--no-cache', '--format', 'json');
    for (let run = 0; run < 3; run += 1) {
      expect(await check(repository, '--format', 'json')).toEqual(cold);
    }
    repository.commit();
    expect((await kindsOf(repository)).length).toBe(7);
  });

  it('fails for a variable that is gone only when it is to be strict', async () => {
    const repository = createBranch({ 'src/prompts/a.ts': prompt('A', 'Hello {{name}}, you are {{age}}!') });
    repository.write({ 'src/prompts/a.ts': prompt('A', 'Hello {{name}}!') });
    const lenient = await check(repository);
    expect(lenient.code).toBe(0);
    expect(lenient.stdout).toContain('1 warning (--strict makes them errors)');
    const strict = await check(repository, '--strict');
    expect(strict.code).toBe(1);
    expect(strict.stdout).toContain('Whoever fills in A_PROMPT must follow: age was removed.');
    repository.write({ 'src/prompts/a.ts': prompt('A', 'Hello {{name}}, you are {{age}}, {{more}}!') });
    expect((await check(repository, '--strict')).code).toBe(0);
  });

  it('fails for two prompts of one name, and for a file that can be parsed no more', async () => {
    const repository = createBranch({
      'src/prompts/a.ts': prompt('A', LONG),
      'src/prompts/b.ts': prompt('B', `${LONG} B`),
      'src/prompts/broken.ts': 'export const = ;\n',
    });
    expect(await checkJson(repository)).toMatchObject({ code: 0, findings: [] });
    repository.write({ 'src/prompts/b.ts': prompt('A', `${LONG} B`) });
    const twice = await checkJson(repository);
    expect(twice).toMatchObject({ code: 1, findings: [{ rule: 'name-collision', level: 'error' }, {}] });
    repository.write({ 'src/prompts/b.ts': 'export const B_PROMPT = ;\n' });
    const { code, findings } = await checkJson(repository);
    expect(code).toBe(1);
    expect(findings.map(({ rule, prompt, line }: Record<string, unknown>) => [rule, prompt, line])).toEqual([
      ['syntax-error', null, 1],
      ['prompt-untracked', 'B_PROMPT', 1],
    ]);
  });

  it('fails where there was nothing to look at, and says where it looked', async () => {
    const repository = createBranch({ 'src/a.ts': 'export const a = 1;\n' });
    for (const format of ['text', 'json', 'markdown', 'github', 'junit', 'sarif']) {
      const { code, stdout } = await check(repository, '--format', format);
      expect([code, stdout.includes('No prompt was found on either side')]).toEqual([1, true]);
    }
  });

  it('sees code change whose text only the running program knows', async () => {
    const source = (file: string) =>
      `import { readFileSync } from 'node:fs';\nexport const A_PROMPT = readFileSync('${file}', 'utf8');\n`;
    const repository = createBranch({ 'src/prompts/a.ts': `/** @prompt */\n${source('a')}` });
    const marked = (file: string) => source(file).replace('export', '/** @prompt */\nexport');
    repository.write({ 'src/prompts/a.ts': marked('a') });
    repository.commit();
    repository.write({ 'src/prompts/a.ts': marked('b') });
    expect(await kindsOf(repository, '--base', 'HEAD')).toEqual(['changed A_PROMPT']);
    repository.write({ 'src/prompts/a.ts': prompt('A', LONG) });
    expect(await kindsOf(repository, '--base', 'HEAD')).toEqual(['tracked A_PROMPT']);
  });
});

describe('hostile names and texts', () => {
  const nasty =
    '```\n</details><script>alert(1)</script>\n::error file=x::pwned\n| a | b |\n]]> & "quotes" \'\u001b[31m\u202e\n<!-- --> @everyone {{name}}';
  const file = 'src/prompts/a,b:c %0A `x` |<b>[y](z)&.ts';

  function createHostile(): Repository {
    const name = '/** @prompt <b>|`[x](http://evil)`@team */';
    const repository = createBranch({
      [file]: `${prompt('A', `Hello {{name}}, {{age}}! ${nasty}`)}${prompt('LOST', `${LONG} & <b>`)}`,
    });
    repository.write({
      [file]: `${prompt('A', `Bye {{name}}! ${nasty}`)}${name}\nexport const LOST_PROMPT = process.env.X as string;\n`,
      'src/prompts/line\n::error::feed.ts': 'export const = ;\n',
    });
    return repository;
  }

  it('are well-formed JUnit XML', async () => {
    const { stdout } = await check(createHostile(), '--format', 'junit');
    const root = parseXml(stdout);
    expect(root.name).toBe('testsuites');
    const [suite] = root.children;
    const cases = suite?.children.filter(({ name }: Element) => name === 'testcase') ?? [];
    const failed = cases.filter(({ children }) => children.some(({ name }) => name === 'failure'));
    expect(suite?.attributes).toMatchObject({ tests: `${cases.length}`, failures: `${failed.length}` });
    expect(cases.map(({ attributes }) => attributes['classname'])).toContain(file);
    expect(failed.length).toBeGreaterThan(0);
  });

  it('are a SARIF log', async () => {
    const { stdout } = await check(createHostile(), '--format', 'sarif');
    const log = JSON.parse(stdout);
    expect(log).toMatchObject({ version: '2.1.0', runs: [{ columnKind: 'utf16CodeUnits' }] });
    const [{ tool, results }] = log.runs;
    expect(results.length).toBeGreaterThan(1);
    for (const result of results) {
      expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
      expect(['error', 'warning', 'note']).toContain(result.level);
      expect(result.message.text).not.toMatch(/(?<!\\)[[\]]/);
      for (const { physicalLocation } of result.locations ?? []) {
        expect(physicalLocation.artifactLocation.uri).toMatch(/^[\w\-.!~*'()%/]+$/);
        expect(physicalLocation.region.startLine).toBeGreaterThan(0);
        expect(physicalLocation.region.startColumn).toBeGreaterThan(0);
      }
    }
  });

  it('start no workflow command of their own', async () => {
    const { stdout } = await check(createHostile(), '--format', 'github');
    const lines = stdout.trimEnd().split('\n');
    const last = lines.pop() ?? '';
    expect(last).toMatch(/^\d+ prompts?: /);
    const command =
      /^::(?:error|warning|notice) (?:file=[^:,]+,line=\d+,col=\d+,)?title=Prompt Ledger%3A [\w-]+::[^\r\n]*$/;
    for (const line of lines) expect(line).toMatch(command);
    expect(stdout).toContain('file=src/prompts/a%2Cb%3Ac %250A `x` |<b>[y](z)&.ts,line=1');
  });

  it('cannot leave their place in markdown', async () => {
    const { stdout } = await check(createHostile(), '--format', 'markdown');
    expect(stdout.startsWith('<!-- prompt-ledger:check -->\n')).toBe(true);
    // Without its diffs, whose fences are longer than any within, nothing of it is markup.
    const outside = stdout.replace(/(`{3,})diff\n.*?\n\1\n/gs, '');
    expect(outside).not.toMatch(/<script|pwned/);
    expect(outside.match(/<details>/g)?.length).toBe(outside.match(/<\/details>/g)?.length);
    for (const row of outside.split('\n').filter((line) => line.startsWith('|'))) {
      expect(row.match(/(?<!\\)\|/g)).toHaveLength(5);
    }
    expect(stdout).toContain('````diff\n');
  });

  it('cannot control a terminal, and are whole in JSON', async () => {
    const repository = createHostile();
    const { stdout } = await check(repository);
    // oxlint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000\u001b\u202e]/);
    const { changes } = await checkJson(repository);
    expect(JSON.stringify(changes)).toContain('::error file=x::pwned');
  });
});

it('keeps a comment within what GitHub takes, however much changed', async () => {
  const many = (word: string) =>
    Array.from({ length: 300 }, (_, number) =>
      prompt(`N${number}`, `${LONG} ${word} ${number} `.repeat(30)),
    ).join('');
  const repository = createBranch({ 'src/prompts/a.ts': many('one') });
  repository.write({ 'src/prompts/a.ts': many('two') });
  const { stdout } = await check(repository, '--format', 'markdown');
  expect(stdout.length).toBeLessThan(65_536);
  expect(stdout).toContain('… and 200 more prompts.');
  expect(stdout).toMatch(/\n\d+ more diffs are too long for a comment/);
});

it('prints what a CI system can take as it is: one document, and nothing else', async () => {
  const repository = createBusyBranch();
  for (const format of ['json', 'markdown', 'github', 'junit', 'sarif']) {
    const { stderr, stdout } = await check(repository, '--format', format);
    expect([format, stderr, stdout.endsWith('\n')]).toEqual([format, '', true]);
  }
  expect((await check(repository, '--json')).stdout).toBe(
    (await check(repository, '--format', 'json')).stdout,
  );
});
