import { describe, expect, it } from 'vitest';
import { ledger, ledgerJson } from './support/ledger.ts';
import { createRepository } from './support/repository.ts';

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

describe('ledger extract --suggest', () => {
  const repository = () =>
    createRepository({
      'src/agent.ts': `export function reply(q: string) {\n  return ask({ system: \`${PROSE}\nBe brief.\`, prompt: q });\n}\n`,
    });

  it('lists what could be exported, with what to paste', async () => {
    const at = { cwd: repository().root };
    const { code, stderr } = await ledger(at, 'extract', '--suggest');
    expect(code).toBe(0);
    expect(stderr).toBe(
      `src/agent.ts:2:24 info untracked-inline  This system text is written where it is used, so it is not tracked.
  2 | return ask({ system: \`${PROSE}
                           ^
  → Export it, and write \`system: REPLY_SYSTEM_PROMPT\` here.

export const REPLY_SYSTEM_PROMPT = \`${PROSE}
Be brief.\`;

`,
    );
    expect((await ledgerJson(at, 'extract', '--suggest')).diagnostics).toMatchObject([
      { code: 'untracked-inline', suggestion: { name: 'REPLY_SYSTEM_PROMPT', use: 'REPLY_SYSTEM_PROMPT' } },
    ]);
  });

  it('says nothing of it unless asked', async () => {
    const at = { cwd: repository().root };
    expect((await ledgerJson(at, 'extract')).diagnostics).toEqual([]);
  });
});
