import type { Settings, SettingsChange } from '@prompt-ledger/shared/contract/settings';
import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { openLabels, type Labels } from '../ledger/labels.ts';
import { withLedger } from '../ledger/ledger.ts';
import { formatSettings } from '../report/settings.ts';

/** What can be set, how its value is read from the command line, and what it is when it is taken back. */
const KEYS: Readonly<Record<string, { read(text: string): SettingsChange; unset(): SettingsChange }>> = {
  'default-branch': {
    read: (text) => ({ default_branch: text }),
    unset: () => ({ default_branch: null }),
  },
  'protected-labels': {
    read: (text) => ({ protected_labels: text.split(',').map((label) => label.trim()) }),
    unset: () => ({ protected_labels: [] }),
  },
};

export async function showSettings(call: Call): Promise<ExitCode> {
  return print(call, await ask(call, (labels) => labels.settings()));
}

export async function setSetting(call: Call, key: string, value: string): Promise<ExitCode> {
  const change = find(key).read(value);
  return print(call, await ask(call, (labels) => labels.changeSettings(change)));
}

export async function unsetSetting(call: Call, key: string): Promise<ExitCode> {
  const change = find(key).unset();
  return print(call, await ask(call, (labels) => labels.changeSettings(change)));
}

function find(key: string) {
  const found = Object.hasOwn(KEYS, key) ? KEYS[key] : undefined;
  if (found !== undefined) return found;
  throw new CliError('usage', `"${key}" is no setting.`, `There are: ${Object.keys(KEYS).join(', ')}`);
}

async function ask<T>(call: Call, use: (labels: Labels) => Promise<T>): Promise<T> {
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, settings, (ledger) => use(openLabels(ledger)));
}

function print(call: Call, settings: Settings): ExitCode {
  printResult(call, settings, () => formatSettings(settings, call.screen.out.style, call.screen.out.width));
  return EXIT.ok;
}
