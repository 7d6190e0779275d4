import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { findAsker, type Asker } from '../terminal/ask.ts';
import { printResult, type Call } from '../call.ts';
import { CONFIG_FILE } from '../config/read.ts';
import { parseServerUrl } from '../config/server-url.ts';
import { readSettings, type Settings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import type { ExtractedPrompt } from '../extract/types.ts';
import { count } from '../report/plan.ts';
import { toLine } from '../report/text.ts';
import { scanWorkTree } from '../scan.ts';
import { installHooks } from './hooks.ts';

const SCHEMA = './node_modules/@prompt-ledger/cli/ledger.config.schema.json';

export interface InitFlags {
  /** Takes what is usual, and asks nothing. */
  readonly yes: boolean;
}

/**
 * Writes a configuration where there is none, and shows what is found here. At a terminal it asks for the server and
 * offers hooks; elsewhere it takes what is usual. It never overwrites.
 */
export async function init(call: Call, { yes }: InitFlags): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const { extraction } = await scanWorkTree(call, settings);
  const found = extraction.prompts.filter(({ status }) => status === 'ok');
  const dynamic = extraction.prompts.length - found.length;
  const errors = extraction.diagnostics.filter(({ severity }) => severity === 'error').length;
  const counts = { prompts: found.length, dynamic, files: extraction.stats.files, errors };
  const created = settings.configFile === null;
  const asker = yes || call.flags.json || !created ? null : findAsker(call.context);
  // What was found is what the questions are about.
  if (asker !== null) call.screen.err.lines([...describe(counts), ...listFirst(found), '']);
  const server = await chooseServer(call, settings, asker);
  const file = settings.configFile ?? path.join(settings.root, CONFIG_FILE);
  if (created) writeConfig(file, server === null ? {} : { server });
  printResult(call, { file, created, ...counts }, () => [
    created
      ? `Wrote ${path.relative(call.context.cwd, file) || file}.`
      : `${file} is there already; it is left as it is.`,
    ...(asker === null ? describe(counts) : []),
    nextStep(server ?? settings.server, counts),
  ]);
  if (
    asker !== null &&
    settings.underGit &&
    (await asker.confirm('Look at the prompts of every commit?', true))
  ) {
    return installHooks(call, { manager: null });
  }
  return EXIT.ok;
}

/** null where nothing need be written: another place says it, or it is the usual one. */
async function chooseServer(
  { flags }: Call,
  { server }: Settings,
  asker: Asker | null,
): Promise<string | null> {
  if (flags.server !== undefined) return server;
  if (asker === null) return null;
  const answer = await asker.text({
    message: 'Where is the server?',
    usual: server,
    validate: (text) => {
      const read = text === '' ? { url: server } : parseServerUrl(text);
      return 'problem' in read ? `The address ${read.problem}.` : undefined;
    },
  });
  const read = parseServerUrl(answer);
  return 'url' in read && read.url !== server ? read.url : null;
}

function writeConfig(file: string, values: Readonly<Record<string, string>>): void {
  try {
    // `wx`: if somebody else writes it at this moment, theirs stays.
    writeFileSync(file, `${JSON.stringify({ $schema: SCHEMA, ...values }, null, 2)}\n`, { flag: 'wx' });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('config', `${file} cannot be written: ${reason}.`, 'Make its folder writable.', error);
  }
}

function describe({ prompts, files, dynamic }: Record<'prompts' | 'files' | 'dynamic', number>): string[] {
  const more = dynamic === 0 ? '' : `, and ${dynamic} whose text is only known at run time`;
  return [`Found ${count(prompts, 'prompt')} in ${count(files, 'source file')}${more}.`];
}

const MOST_LISTED = 5;

function listFirst(prompts: readonly ExtractedPrompt[]): string[] {
  const listed = prompts
    .slice(0, MOST_LISTED)
    .map(({ name, file, line }) => `${toLine(name)}  ${toLine(`${file}:${line}`)}`);
  const left = prompts.length - listed.length;
  return [...listed.map((line) => `  ${line}`), ...(left > 0 ? [`  … and ${left} more`] : [])];
}

function nextStep(server: string, { prompts, errors }: Record<'prompts' | 'errors', number>): string {
  if (errors > 0) {
    return `Next: ${count(errors, 'error')} in the source must be mended before a sync: \`ledger extract\` shows where and how.`;
  }
  if (prompts === 0) return '`ledger extract --help` says what counts as a prompt.';
  return `Next: \`ledger sync\` stores them at ${server} (\`ledger serve\` starts a server).`;
}
