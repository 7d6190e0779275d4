import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { HistoryVersion } from '@prompt-ledger/shared/contract';
import { printResult, type Call } from '../call.ts';
import { readSettings, type Settings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { administer } from '../ledger/administration.ts';
import { withLedger } from '../ledger/ledger.ts';
import { toExport, toIdentifier } from '../plan/source-of.ts';
import { withProgress } from '../terminal/progress.ts';
import { replaceFile } from '../replace-file.ts';
import { toLine } from '../report/text.ts';
import { getHistory, pickVersion, readReference } from '../references/resolve.ts';
import type { Source } from '../sources/source.ts';

export interface EjectFlags {
  /** Where to, from the current folder; null: a file of its own among the prompts. */
  readonly to: string | null;
}

/**
 * Moves a prompt in full mode into the source: writes it as an export from which the very same text is extracted, and
 * lets it live in code from then on. Where that fails, the source is as it was.
 */
export async function eject(call: Call, text: string, { to }: EjectFlags): Promise<ExitCode> {
  const reference = readReference(text);
  const { name } = reference;
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, settings, async (ledger) => {
    const history = await withProgress(call, `Reading ${name}`, getHistory(ledger, name));
    if (history.mode === 'tracking') {
      throw new CliError(
        'refused',
        `${name} lives in code already.`,
        '`ledger adopt` moves it into the ledger.',
      );
    }
    const version = pickVersion(history, reference.selector, call.context.now());
    const file = chooseFile(call, settings, name, to);
    const before = existsSync(file) ? readFileSync(file, 'utf8') : null;
    const after = append(before, toExport(name, version.template_source, version.kind), name, file);
    await verify(settings, file, after, name, version);
    replaceFile(file, after, '--to');
    const place = path.relative(call.context.cwd, file) || file;
    try {
      await administer(ledger).setMode(name, { mode: 'tracking' });
    } catch (error) {
      restore(file, before);
      throw error;
    }
    const data = { name, version: version.version, file, export: toIdentifier(name), mode: 'tracking' };
    printResult(call, data, () => [
      `Wrote ${toLine(name)}@${version.version} to ${place} as ${toIdentifier(name)}; it lives in code now.`,
      'Import it where it is used, and commit it; `ledger sync` keeps the ledger up to date.',
    ]);
    return EXIT.ok;
  });
}

function chooseFile({ context }: Call, { root, folder }: Settings, name: string, to: string | null): string {
  if (to !== null) return path.resolve(context.cwd, to);
  const top = path.join(root, folder);
  const base = existsSync(path.join(top, 'src'))
    ? path.join(top, 'src', 'prompts')
    : path.join(top, 'prompts');
  const words = name.replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1-$2').toLowerCase();
  return path.join(base, `${words.replace(/[^\p{L}\p{Nd}]+/gu, '-').replace(/^-+|-+$/g, '') || 'prompt'}.ts`);
}

function append(before: string | null, code: string, name: string, file: string): string {
  if (before === null) return code;
  const identifier = toIdentifier(name);
  if (
    new RegExp(
      String.raw`\b(const|let|var|function|class)\s+${identifier.replaceAll('$', String.raw`\$`)}\b`,
    ).test(before)
  ) {
    throw new CliError(
      'refused',
      `${file} has something called ${identifier} already.`,
      'Name another file with --to.',
    );
  }
  return `${before.replace(/\n*$/, '\n\n')}${code}`;
}

/** Nothing is written from which another text would be read. */
async function verify(
  { root, extract: options }: Settings,
  file: string,
  text: string,
  name: string,
  { template_hash: checksum }: HistoryVersion,
): Promise<void> {
  const relative = path.relative(root, file).split(path.sep).join('/');
  const source: Source = { paths: [relative], read: (wanted) => (wanted === relative ? text : null) };
  const { extract } = await import('../extract/index.ts');
  const found = extract(source, options).prompts.find((prompt) => prompt.name === name);
  if (found?.checksum === checksum) return;
  const reason =
    found === undefined
      ? 'the configuration leaves that file out, or names prompts by their path'
      : 'what is read back is another text';
  throw new CliError(
    'refused',
    `${name} cannot be moved to ${relative}: ${reason}.`,
    'Name another file with --to, or see "include", "naming" and "placeholders" in the configuration.',
  );
}

function restore(file: string, before: string | null): void {
  if (before === null) rmSync(file, { force: true });
  else writeFileSync(file, before);
}
