import { existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prompt, SILENT, stage, useHookCalls, waiting, withHistory } from './support/hook-calls.ts';
import { openSpool } from '../src/ledger/spool.ts';
import type { Health } from './support/recorder.ts';

const calls = useHookCalls();
const { staged, spooled, told } = calls;

describe('a server that', () => {
  it.each<[Health, string]>([
    ['down', 'No server answers'],
    ['hanging', 'did not answer in time'],
    ['failing', 'answered 500'],
    ['garbage', 'does not look like a Prompt Ledger server'],
    ['unauthorized', 'refuses the API key'],
  ])('is %s fails nothing, and loses nothing', async (health, message) => {
    const repository = withHistory();
    const env = { LEDGER_HOOK_TIMEOUT: health === 'hanging' ? '0.2' : '30' };
    await calls.become(health);
    stage(repository, { 'a.ts': prompt('A', 'Kept {{x}}.') });
    const { code, stdout, stderr } = await staged(repository, { env });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain('Kept for the next sync: A_PROMPT');
    expect(stderr).not.toContain(calls.key());
    expect(waiting(repository)).toHaveLength(1);

    await calls.become('well');
    expect(await spooled(repository, {}, '--dry-run')).toEqual(SILENT);
    expect(waiting(repository)).toHaveLength(1);
    expect(await spooled(repository)).toEqual({ ...SILENT, stdout: 'ledger: delivered late: A_PROMPT\n' });
    expect(told()).toEqual(['staged A_PROMPT=Kept {{x}}.']);
    expect(waiting(repository)).toEqual([]);
    expect(await spooled(repository)).toEqual(SILENT);
  });

  it('is away for very long gets the newest, and what is dropped for them is told', async () => {
    const repository = withHistory();
    const spool = openSpool(repository.path('.git'));
    for (let time = 0; time < 1_000; time += 1) spool.put({ prompts: [] }, new Date(time));
    await calls.become('down');
    stage(repository, { 'a.ts': prompt('A', 'Newest {{x}}.') });
    expect((await staged(repository)).stderr.split('\n')).toEqual([
      expect.stringMatching(/^ledger: No server answers .* Kept for the next sync: A_PROMPT$/),
      'ledger: There was no room for all that waited for a server, so the oldest registration of hooks was dropped: ' +
        '`ledger import --from-git` brings what commits had.',
      '',
    ]);
    expect(waiting(repository)).toHaveLength(1_000);
    expect(spool.list().at(-1)?.request.prompts).toMatchObject([{ name: 'A_PROMPT' }]);
  });

  it('is away is nothing that a push speaks of, unless it is asked to', async () => {
    const repository = withHistory();
    await calls.become('down');
    stage(repository, { 'a.ts': prompt('A', 'Pushed {{x}}.') });
    await staged(repository);
    expect(await spooled(repository)).toEqual(SILENT);
    const { code, stderr } = await spooled(repository, {}, '--verbose');
    expect(code).toBe(0);
    expect(stderr).toMatch(/^ledger: No server answers .*\n$/);
    expect(waiting(repository)).toHaveLength(1);
  });

  it('let one hook wait in vain is not asked again by the next, until a minute is over or it answered', async () => {
    const repository = withHistory();
    await calls.become('hanging');
    stage(repository, { 'a.ts': prompt('A', 'One {{x}}.') });
    await staged(repository, { env: { LEDGER_HOOK_TIMEOUT: '0.2' } });
    await calls.become('well');
    stage(repository, { 'a.ts': prompt('A', 'Two {{x}}.') });
    expect((await staged(repository)).stderr).toContain(
      'did not answer a moment ago. Kept for the next sync',
    );
    expect(told()).toEqual([]);
    const past = new Date(Date.now() - 61_000);
    utimesSync(repository.path('.git/ledger/paused'), past, past);
    stage(repository, { 'a.ts': prompt('A', 'Three {{x}}.') });
    expect((await staged(repository)).stdout).toBe(
      'ledger: recorded as a draft: A_PROMPT\nledger: delivered late: A_PROMPT\n',
    );
    expect(told()).toEqual([
      'staged A_PROMPT=Three {{x}}.',
      'staged A_PROMPT=One {{x}}.',
      'staged A_PROMPT=Two {{x}}.',
    ]);
    expect(existsSync(repository.path('.git/ledger/paused'))).toBe(false);
  });

  it('tires of what had waited has recorded the rest, which is said', async () => {
    const repository = withHistory();
    await calls.become('down');
    stage(repository, { 'a.ts': prompt('A', 'Waiting {{x}}.') });
    await staged(repository);
    repository.commit();
    await calls.become('tiring');
    stage(repository, { 'b.ts': prompt('B', 'Recorded {{x}}.') });
    expect(await staged(repository, { env: { LEDGER_HOOK_TIMEOUT: '1' } })).toEqual({
      ...SILENT,
      stdout: 'ledger: recorded as a draft: B_PROMPT\n',
    });
    expect(told()).toEqual(['staged B_PROMPT=Recorded {{x}}.']);
    expect(waiting(repository)).toHaveLength(1);
  });

  it('refuses a text is told so in a line, and it keeps nothing else waiting', async () => {
    const repository = withHistory();
    await calls.become('refusing');
    stage(repository, { 'a.ts': prompt('A', 'Refused {{x}}.') });
    const { code, stderr } = await staged(repository);
    expect(code).toBe(0);
    expect(stderr).toContain('not recorded: A_PROMPT. P is in full mode.');
    expect(waiting(repository)).toEqual([expect.stringMatching(/\.refused$/)]);
  });

  it('refuses what waited has it set aside, and is asked for the rest', async () => {
    const repository = withHistory();
    await calls.become('down');
    stage(repository, { 'a.ts': prompt('A', 'Waiting {{x}}.') });
    await staged(repository);
    await calls.become('refusing');
    expect((await spooled(repository)).stdout).toBe(
      'ledger: set aside, as the server refuses it: A_PROMPT. P is in full mode.\n',
    );
    expect(waiting(repository)).toEqual([expect.stringMatching(/\.refused$/)]);
  });

  it('is away and a disk that takes nothing stop no commit together', async () => {
    const repository = withHistory();
    stage(repository, { 'a.ts': prompt('A', 'Lost {{x}}.') });
    rmSync(repository.path('.git/ledger'), { recursive: true, force: true });
    writeFileSync(repository.path('.git/ledger'), 'in the way');
    await calls.become('down');
    const { code, stderr } = await staged(repository);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^ledger: error .*\.git\/ledger\/spool cannot be written: ENOTDIR.*\n/);
    expect(stderr).toContain('ledger: git goes on all the same.');
  });
});
