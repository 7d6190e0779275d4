import { describe, expect, it } from 'vitest';
import { ledger, ledgerJson } from './support/ledger.ts';
import { createRepository } from './support/repository.ts';

const PROSE = 'You are a helpful assistant. Answer the question of the user as well as you can.';

describe('ledger-ignore', () => {
  it('holds for what earlier runs found', async () => {
    const repository = createRepository({
      'src/prompts/a.ts': `export const A = '${PROSE}';\n`,
      'src/prompts/b.ts': `// ledger-ignore duplicate-content -- a copy on purpose\nexport const B = '${PROSE}';\n`,
      'src/old.ts': '// ledger-ignore DYN_LOOP -- was needed\nexport const old = 1;\n',
    });
    repository.commit();
    const at = { cwd: repository.root };
    for (const cached of [0, 3, 3]) {
      const { diagnostics, stats } = await ledgerJson(at, 'extract');
      expect(stats.cached).toBe(cached);
      expect(diagnostics).toMatchObject([{ code: 'unused-ignore', file: 'src/old.ts', line: 1 }]);
    }
    repository.write({ 'src/prompts/a.ts': `export const A = '${PROSE} Be brief.';\n` });
    expect((await ledgerJson(at, 'extract')).diagnostics).toMatchObject([
      { code: 'unused-ignore', file: 'src/old.ts' },
      { code: 'unused-ignore', file: 'src/prompts/b.ts' },
    ]);
    expect((await ledger(at, 'extract')).stderr).toContain(
      'src/old.ts:1:4 warning unused-ignore  There is no DYN_LOOP here that this comment would silence.',
    );
  });
});
