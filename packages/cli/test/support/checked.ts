import { ledger } from './ledger.ts';
import { createRepository, type Repository } from './repository.ts';

/** A module's line with a prompt. */
export const prompt = (name: string, text: string) =>
  `export const ${name}_PROMPT = ${JSON.stringify(text)};\n`;
export const LONG = 'You are a careful assistant. Answer in one short sentence, please.';

export const check = ({ root }: { readonly root: string }, ...argv: string[]) =>
  ledger({ cwd: root }, 'check', ...argv);

/** What `--format json` has, and the exit code. */
export async function checkJson(repository: { readonly root: string }, ...argv: string[]) {
  const result = await check(repository, '--format', 'json', ...argv);
  if (result.code > 1) throw new Error(result.stderr);
  // oxlint-disable-next-line typescript/no-explicit-any -- what comes back is looked at by the test's expectations alone
  return { code: result.code, ...(JSON.parse(result.stdout) as any) };
}

/** What changed, as `kind name`. */
export const kindsOf = async (repository: { readonly root: string }, ...argv: string[]): Promise<string[]> =>
  (await checkJson(repository, ...argv)).changes.map(
    ({ kind, name }: { kind: string; name: string }) => `${kind} ${name}`,
  );

/** A branch that has just left main, on which these files are. */
export function createBranch(files: Readonly<Record<string, string>>): Repository {
  const repository = createRepository(files);
  repository.commit();
  repository.git('checkout', '--quiet', '-b', 'topic');
  return repository;
}
