import { readFileSync } from 'node:fs';
import path from 'node:path';
import { formatMessages, parseMessages, type PromptKind } from '@prompt-ledger/shared';
import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { editText } from '../terminal/editor.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { putPrompt } from '../ledger/full-mode.ts';
import { withLedger, type Ledger } from '../ledger/ledger.ts';
import { withProgress } from '../terminal/progress.ts';
import { toLine } from '../report/text.ts';
import { readReference } from '../references/resolve.ts';

export interface PutFlags {
  /** `-` for stdin; null: the editor. */
  readonly file: string | null;
  readonly chat: boolean;
  readonly activate: boolean;
  readonly description: string | null;
  readonly owner: string | null;
}

/** Stores a text of a prompt in full mode: from a file, from a pipe, or as it comes out of the editor. */
export async function put(call: Call, text: string, flags: PutFlags): Promise<ExitCode> {
  const { name, selector } = readReference(text);
  if (selector.kind !== 'active') {
    throw new CliError('usage', `${text} names a version; a new text makes one.`, `Try: ledger put ${name}`);
  }
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, settings, async (ledger) => {
    const known = await findKnown(ledger, name);
    const kind: PromptKind = flags.chat ? 'chat' : (known?.kind ?? 'text');
    const given =
      flags.file === null ? await edit(call, name, kind, known?.text ?? '') : await read(call, flags.file);
    if (given === null) {
      printResult(call, { name, version: null, changed: false, active: false }, () => [
        'The text was not changed.',
      ]);
      return EXIT.ok;
    }
    const template = kind === 'chat' ? toMessages(given) : given;
    const body = {
      template_source: template,
      kind,
      set_active: flags.activate,
      description: flags.description,
      owner_team: flags.owner,
    };
    const answer = await withProgress(call, `Storing ${name}`, putPrompt(ledger, name, body));
    const { version_number: version } = answer.version;
    const data = { name, version, changed: answer.version_change, active: flags.activate };
    printResult(call, data, () => [explain(name, version, answer.version_change, flags.activate)]);
    return EXIT.ok;
  });
}

function explain(name: string, version: number, isNew: boolean, active: boolean): string {
  const title = toLine(`${name}@${version}`);
  const stored = isNew ? `Stored ${title}` : `${title} has this text already`;
  if (active) return `${stored}; it is active.`;
  return `${stored}${isNew ? ', as a draft' : ''}; \`ledger promote ${title}\` makes it active.`;
}

async function findKnown(ledger: Ledger, name: string): Promise<{ kind: PromptKind; text: string } | null> {
  try {
    const { active_version: active } = await ledger.getPrompt(name);
    return active ? { kind: active.kind, text: active.template_source } : null;
  } catch (error) {
    if (error instanceof CliError && error.code === 'not_found') return null;
    throw error;
  }
}

/** null where nothing was changed. */
async function edit(call: Call, name: string, kind: PromptKind, text: string): Promise<string | null> {
  const shown = kind === 'chat' ? toPretty(text) : text;
  const edited = await editText(call.context, `${name}.${kind === 'chat' ? 'json' : 'txt'}`, shown);
  return edited === shown ? null : edited;
}

async function read({ context }: Call, file: string): Promise<string> {
  if (file === '-' && !context.stdin.isTTY) return context.stdin.read();
  if (file === '-')
    throw new CliError('usage', 'Nothing is piped in.', 'Run: ledger put NAME --file - < text.txt');
  try {
    return readFileSync(path.resolve(context.cwd, file), 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CliError('usage', `${file} cannot be read: ${reason}.`, null, error);
  }
}

function toPretty(text: string): string {
  const messages = parseMessages(text);
  return `${JSON.stringify(messages ?? [{ role: 'system', content: '' }], null, 2)}\n`;
}

/** A chat is stored as canonical JSON, however it is written. */
function toMessages(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    const canonical = Array.isArray(value) ? formatMessages(value) : '';
    if (parseMessages(canonical) !== null) return canonical;
  } catch {
    // Not JSON: the sentence below says what is wanted.
  }
  throw new CliError(
    'usage',
    'A chat must be a JSON list of messages, each with a role and a content.',
    'Such as [{"role": "system", "content": "Be brief."}]',
  );
}
