import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ledger } from './support/ledger.ts';
import { promptModule } from './support/prompts.ts';
import { createRepository } from './support/repository.ts';

describe('ledger types', () => {
  it('writes the declarations, once; and says when they are stale', async () => {
    const repository = createRepository(promptModule({ WELCOME: 'Hello {{user.name}}, {{greeting}}!' }));
    const at = { cwd: repository.root };
    const file = path.join(repository.root, 'ledger-prompts.d.ts');

    expect(await ledger(at, 'types', '--check')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('is stale'),
    });
    expect(await ledger(at, 'types')).toMatchObject({
      code: 0,
      stdout: 'Wrote ledger-prompts.d.ts (1 prompt).\n',
    });
    expect(readFileSync(file, 'utf8')).toContain(
      '  WELCOME: {\n    greeting: unknown;\n    user: {\n      name: unknown;\n    };\n  };\n',
    );
    expect((await ledger(at, 'types')).stdout).toContain('is up to date');
    expect((await ledger(at, 'types', '--check')).code).toBe(0);

    repository.write(promptModule({ WELCOME: 'Hello {{user.name}}!' }));
    expect((await ledger(at, 'types', '--check')).code).toBe(1);
    expect(readFileSync(file, 'utf8')).toContain('greeting');
  });

  it('writes where it is told, and says when it cannot', async () => {
    const repository = createRepository(promptModule({ WELCOME: 'Hello {{name}}!' }));
    const at = { cwd: repository.root };
    expect((await ledger(at, 'types', '--out', 'made/up/prompts.d.ts')).code).toBe(0);
    mkdirSync(path.join(repository.root, 'folder'));
    const { code, stderr } = await ledger(at, 'types', '--out', 'folder');
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be written');
  });
});
