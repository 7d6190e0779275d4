import type { Reference, Selector } from '@prompt-ledger/shared';
import type { HistoryResponse } from '@prompt-ledger/shared/contract';
import type { Call } from './call.ts';
import type { Settings } from './config.ts';
import { CliError } from './errors.ts';
import type { Extraction } from './extract/types.ts';
import type { Ledger } from './ledger/ledger.ts';
import { fromSource, fromVersion, type PromptText } from './plan/prompt-text.ts';
import { adviseName, getHistory, pickVersion } from './resolve.ts';
import { findCommit } from './revisions.ts';
import { scanBlobs, scanWorkTree } from './scan.ts';
import { openCommit } from './sources/commit.ts';
import { withUnixLines } from './sources/unix-lines.ts';

/** Where texts of prompts are found. Each place is asked when a reference first needs it, and once. */
export interface Texts {
  /** @throws {CliError} `not_found` or `usage`, with what was probably meant */
  get(reference: Reference): Promise<PromptText>;
  history(name: string): Promise<HistoryResponse>;
  work(): Promise<Extraction>;
}

export function openTexts(call: Call, settings: Settings, ledger: Ledger): Texts {
  const histories = new Map<string, Promise<HistoryResponse>>();
  const commits = new Map<string, Promise<Extraction>>();
  let work: Promise<Extraction> | null = null;
  const texts: Texts = {
    history: (name) => remember(histories, name, () => getHistory(ledger, name)),
    work: () => (work ??= scanWorkTree(call, settings).then(({ extraction }) => extraction)),
    get: (reference) => getText(reference),
  };
  return texts;

  async function getText({ name, selector }: Reference): Promise<PromptText> {
    if (selector.kind === 'work') return getFrom(await texts.work(), name, 'work', 'The work tree');
    const commit = await findRef(settings, selector);
    if (commit === null) {
      return fromVersion(name, pickVersion(await texts.history(name), selector, call.context.now()));
    }
    const extraction = await remember(commits, commit.id, () => extractCommit(commit.id));
    return getFrom(extraction, name, commit.ref, `The commit ${commit.ref}`);
  }

  async function extractCommit(commit: string): Promise<Extraction> {
    const source = withUnixLines(await openCommit(settings.root, commit));
    return (await scanBlobs(call, settings, source)).extraction;
  }
}

/** Whether the source has the text, so that the ledger need not be asked. */
export async function isOfSource(settings: Settings, { selector }: Reference): Promise<boolean> {
  return selector.kind === 'work' || (await findRef(settings, selector)) !== null;
}

/** The commit that is meant, where this repository knows it. */
async function findRef(
  { root, underGit }: Settings,
  selector: Selector,
): Promise<{ readonly ref: string; readonly id: string } | null> {
  const ref =
    selector.kind === 'commit' ? selector.prefix : selector.kind === 'label' ? selector.label : null;
  const id = ref === null || !underGit ? null : await findCommit(root, ref);
  return ref === null || id === null ? null : { ref, id };
}

function remember<T>(known: Map<string, Promise<T>>, key: string, get: () => Promise<T>): Promise<T> {
  const found = known.get(key) ?? get();
  known.set(key, found);
  return found;
}

function getFrom({ prompts }: Extraction, name: string, selector: string, where: string): PromptText {
  const prompt = prompts.find((one) => one.name === name);
  if (prompt === undefined) {
    const hint = adviseName(
      name,
      prompts.map((one) => one.name),
      '`ledger extract` shows what is found in the source.',
    );
    throw new CliError('not_found', `${where} has no prompt ${name}.`, hint);
  }
  if (prompt.status === 'ok') return fromSource(prompt, selector);
  throw new CliError(
    'not_found',
    `The text of ${name} at ${prompt.file}:${prompt.line} is only known at run time.`,
    `\`ledger extract --explain ${name}\` says why.`,
  );
}
