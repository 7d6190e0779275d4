import { readFileSync } from 'node:fs';
import path from 'node:path';
import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { printWarnings, refuseErrors } from '../findings.ts';
import { replaceFile } from '../replace-file.ts';
import { buildDeclarations } from '../report/declarations.ts';
import { count } from '../report/plan.ts';
import { scanWorkTree } from '../scan.ts';

export interface TypesFlags {
  /** Where the declarations go, from the current folder. */
  readonly out: string;
  /** Write nothing, and fail when the file is not what would be written. */
  readonly check: boolean;
}

/** Writes a declaration file of the prompts in the source and of their variables. Needs no server. */
export async function types(call: Call, { out, check }: TypesFlags): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const scan = await scanWorkTree(call, settings);
  refuseErrors(call, scan, 'Nothing was written.');
  printWarnings(call, scan);
  const prompts = scan.extraction.prompts.filter(({ status }) => status === 'ok');
  const file = path.resolve(call.context.cwd, out);
  const wanted = buildDeclarations(prompts);
  const fresh = readText(file) === wanted;
  const named = path.relative(call.context.cwd, file) || file;
  const result = { file, prompts: prompts.length, fresh };
  if (check) {
    printResult(call, result, () => [
      fresh
        ? `${named} is up to date (${count(prompts.length, 'prompt')}).`
        : `${named} is stale: run \`ledger types\` and commit it.`,
    ]);
    return fresh ? EXIT.ok : EXIT.findings;
  }
  if (!fresh) replaceFile(file, wanted, '--out');
  printResult(call, result, () => [
    fresh
      ? `${named} is up to date (${count(prompts.length, 'prompt')}).`
      : `Wrote ${named} (${count(prompts.length, 'prompt')}).`,
  ]);
  return EXIT.ok;
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
  } catch {
    return null;
  }
}
