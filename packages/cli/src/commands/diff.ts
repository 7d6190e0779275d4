import type { Reference } from '@prompt-ledger/shared';
import { printResult, type Call } from '../call.ts';
import { readSettings, type Settings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { withLedger, type Ledger } from '../ledger/ledger.ts';
import { fromSource, fromVersion, type PromptText } from '../plan/prompt-text.ts';
import { buildDiff, formatDiff, type Diff } from '../report/diff.ts';
import { formatMarkdown } from '../report/diff-markdown.ts';
import { formatSideBySide } from '../report/diff-side.ts';
import { formatStat } from '../report/diff-stat.ts';
import { formatWordDiff } from '../report/diff-words.ts';
import { toLine } from '../report/text.ts';
import { pickVersion, readOther, readReference } from '../references/resolve.ts';
import { openTexts, type Texts } from '../references/texts.ts';

export interface DiffFlags {
  readonly form: 'lines' | 'words' | 'side' | 'stat' | 'markdown';
  /** Lines around each change. */
  readonly context: number;
  /** Whether a difference is a finding. */
  readonly exitCode: boolean;
}

/**
 * Shows what differs between two texts of a prompt, or in all prompts of the work tree.
 *
 * @param given none: every prompt that differs from the ledger; a name: its active version against the work tree; one
 * version: that against the active one; or both sides
 */
export async function diff(call: Call, given: readonly string[], flags: DiffFlags): Promise<ExitCode> {
  const [first, ...others] = given;
  const reference = first === undefined ? null : readReference(first);
  const sides = reference === null ? [] : others.map((text) => readOther(reference.name, text));
  if (reference && first?.includes('@')) sides.unshift(reference);
  if (reference && sides.length > 2) {
    throw new CliError('usage', 'A diff is between two versions.', `Try: ledger diff ${reference.name} 1 2`);
  }
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, settings, async (ledger) => {
    const texts = openTexts(call, settings, ledger);
    if (reference === null) return printAll(call, await diffAll(ledger, settings, texts), flags);
    const { name } = reference;
    const pair = await choosePair(settings, texts, name, sides);
    if (pair.kind === 'pair') return printOne(call, buildDiff(pair.before, pair.after, flags.context), flags);
    printResult(call, { prompt_name: name, from: null, to: null, identical: true }, () => [pair.sentence]);
    return EXIT.ok;
  });
}

type Pair =
  | { readonly kind: 'pair'; readonly before: PromptText | null; readonly after: PromptText | null }
  | { readonly kind: 'nothing'; readonly sentence: string };

async function choosePair(
  settings: Settings,
  texts: Texts,
  name: string,
  [first, second]: readonly Reference[],
): Promise<Pair> {
  if (first === undefined)
    return (await pairWithWork(settings, texts, name)) ?? pairWithNeighbour(texts, name);
  const active: Reference = { name: first.name, selector: { kind: 'active' } };
  // Alone, the work tree is newer than what is active, and everything else is older.
  const [older, newer] =
    second === undefined && first.selector.kind === 'work' ? [active, first] : [first, second ?? active];
  return { kind: 'pair', before: await texts.get(older), after: await texts.get(newer) };
}

/** null where the work tree has no such prompt. */
async function pairWithWork(settings: Settings, texts: Texts, name: string): Promise<Pair | null> {
  if (!settings.underGit && settings.configFile === null) return null;
  const prompt = (await texts.work()).prompts.find((one) => one.name === name);
  if (prompt === undefined) return null;
  const after = await texts.get({ name, selector: { kind: 'work' } });
  const before = await findActive(texts, name);
  if (before?.checksum !== after.checksum) return { kind: 'pair', before, after };
  const { version } = before;
  const advice = version === 1 ? '' : ` \`ledger diff ${name} ~1\` shows what that changed.`;
  return {
    kind: 'nothing',
    sentence: `${toLine(name)}: the work tree has the active version ${version}.${advice}`,
  };
}

async function findActive(texts: Texts, name: string): Promise<PromptText | null> {
  try {
    const history = await texts.history(name);
    return history.current_version === null
      ? null
      : fromVersion(name, pickVersion(history, { kind: 'active' }));
  } catch (error) {
    if (error instanceof CliError && error.code === 'not_found') return null;
    throw error;
  }
}

/** The active version and the one before. */
async function pairWithNeighbour(texts: Texts, name: string): Promise<Pair> {
  const history = await texts.history(name);
  if (history.versions.length < 2) {
    const sentence = `${toLine(name)} has one version: there is nothing to compare it with yet.`;
    return { kind: 'nothing', sentence };
  }
  const active = pickVersion(history, { kind: 'active' });
  // After a revert to version 1 there is none before it: what the next one changed is the nearest answer.
  const other = active.version > 1 ? active.version - 1 : active.version + 1;
  const neighbour = pickVersion(history, { kind: 'version', version: other });
  const [before, after] = other < active.version ? [neighbour, active] : [active, neighbour];
  return { kind: 'pair', before: fromVersion(name, before), after: fromVersion(name, after) };
}

/** Every prompt of the work tree whose text is not the active one. What is gone is `ledger status`'s to tell. */
async function diffAll(
  ledger: Ledger,
  settings: Settings,
  texts: Texts,
): Promise<[PromptText | null, PromptText][]> {
  if (!settings.underGit && settings.configFile === null) {
    throw new CliError(
      'usage',
      `There is no git repository and no configuration at ${settings.root}, and so no source to compare with.`,
      'Name a prompt: ledger diff NAME',
    );
  }
  const [work, listed] = await Promise.all([texts.work(), ledger.listPrompts({ mode: 'tracking' })]);
  const active = new Map(listed.map((prompt) => [prompt.name, prompt.active_version?.checksum_hash]));
  const pairs: [PromptText | null, PromptText][] = [];
  for (const prompt of work.prompts) {
    if (prompt.status !== 'ok' || active.get(prompt.name) === prompt.checksum) continue;
    const before = active.has(prompt.name) ? await findActive(texts, prompt.name) : null;
    pairs.push([before, fromSource(prompt, 'work')]);
  }
  return pairs;
}

function printOne(call: Call, diff: Diff, { form, exitCode }: DiffFlags): ExitCode {
  printResult(call, diff, () => format(call, [diff], form));
  return exitCode && !diff.identical ? EXIT.findings : EXIT.ok;
}

function printAll(
  call: Call,
  pairs: readonly [PromptText | null, PromptText][],
  { form, context, exitCode }: DiffFlags,
): ExitCode {
  const diffs = pairs.map(([before, after]) => buildDiff(before, after, context));
  printResult(call, { diffs }, () =>
    diffs.length === 0 ? ['No prompt of the work tree differs from the ledger.'] : format(call, diffs, form),
  );
  return exitCode && diffs.length > 0 ? EXIT.findings : EXIT.ok;
}

function format(call: Call, diffs: readonly Diff[], form: DiffFlags['form']): readonly string[] {
  const { style, width } = call.screen.out;
  if (form === 'markdown') return formatMarkdown(diffs);
  if (form === 'stat') return formatStat(diffs, style, width);
  const formatEach = (diff: Diff) => {
    if (form === 'side') return formatSideBySide(diff, style, width);
    return form === 'words' ? formatWordDiff(diff, style) : formatDiff(diff, style);
  };
  return diffs.flatMap((diff, index) => [...(index === 0 ? [] : ['']), ...formatEach(diff)]);
}
