import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { printResult, type Call } from '../call.ts';
import { CONFIG_FILE } from '../config/read.ts';
import { readSettings, type Settings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { count } from '../report/plan.ts';
import { scanWorkTree } from '../scan.ts';

const SCHEMA = './node_modules/@prompt-ledger/cli/ledger.config.schema.json';

/** Writes a configuration where there is none, and shows what is found here. Never asks, never overwrites. */
export async function init(call: Call): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const file = settings.configFile ?? path.join(settings.root, CONFIG_FILE);
  const created = settings.configFile === null;
  if (created) writeConfig(file, call.flags.server === undefined ? {} : { server: settings.server });
  const { extraction } = await scanWorkTree(call, settings);
  const dynamic = extraction.prompts.filter(({ status }) => status === 'dynamic').length;
  const found = { prompts: extraction.prompts.length - dynamic, dynamic, files: extraction.stats.files };
  printResult(call, { file, created, ...found }, () => [
    created
      ? `Wrote ${path.relative(call.context.cwd, file) || file}.`
      : `${file} is there already; it is left as it is.`,
    `Found ${count(found.prompts, 'prompt')} in ${count(found.files, 'source file')}${formatDynamic(dynamic)}.`,
    nextStep(settings, found.prompts),
  ]);
  return EXIT.ok;
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

function formatDynamic(dynamic: number): string {
  return dynamic === 0 ? '' : `, and ${dynamic} whose text is only known at run time`;
}

function nextStep({ server }: Settings, prompts: number): string {
  if (prompts === 0) return '`ledger extract --help` says what counts as a prompt.';
  return `Next: \`ledger sync\` stores them at ${server} (\`ledger serve\` starts a server).`;
}
