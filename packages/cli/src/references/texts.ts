import { findLabelProblem, formatSelector, type Reference, type Selector } from '@prompt-ledger/shared';
import type { HistoryResponse, HistoryVersion } from '@prompt-ledger/shared/contract';
import type { Call } from '../call.ts';
import type { Settings } from '../config.ts';
import { CliError } from '../errors.ts';
import type { Extraction } from '../extract/types.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { findReferenced } from '../ledger/references.ts';
import { fromDetail, fromSource, fromVersion, type PromptText } from '../plan/prompt-text.ts';
import { adviseName, getHistory, pickVersion } from './resolve.ts';
import { findCommit } from './revisions.ts';
import { scanBlobs, scanWorkTree } from '../scan.ts';
import { openCommit } from '../sources/commit.ts';

/** Where texts of prompts are found. Each place is asked when a reference first needs it, and once. */
export interface Texts {
  /** @throws {CliError} `not_found` or `usage`, with what was probably meant */
  get(reference: Reference): Promise<PromptText>;
  /** The version that has this text. @throws {CliError} `not_found` where the ledger has it not */
  getVersion(reference: Reference): Promise<HistoryVersion>;
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
    getVersion,
  };
  return texts;

  async function getText(reference: Reference): Promise<PromptText> {
    const { name, selector } = reference;
    if (selector.kind === 'work') return getFrom(await texts.work(), name, 'work', 'The work tree');
    const ref = toRef(selector);
    if (ref === null) return getVersioned(reference);
    // What may be a label is the ledger's to know first; everything else that names a commit this repository's.
    const places = isLabel(selector) ? [fromLedger, fromCommit] : [fromCommit, fromLedger];
    const answers: unknown[] = [];
    for (const place of places) {
      const found = await place(name, ref).catch((error: unknown) => void answers.push(asAbsence(error)));
      if (found) return found;
    }
    throw answers[0] ?? (await explainAbsence(name, ref));
  }

  /** The server is asked for the one. Where it has none, the whole history tells what was meant. */
  async function getVersioned({ name, selector }: Reference): Promise<PromptText> {
    const asked = toQuestion(selector);
    const found = asked === null ? null : await fromLedger(name, asked).catch(asUnclear);
    return found ?? fromVersion(name, pickVersion(await texts.history(name), selector, call.context.now()));
  }

  async function getVersion(reference: Reference): Promise<HistoryVersion> {
    const { name, checksum, selector } = await getText(reference);
    const { versions } = await texts.history(name);
    const version = versions.find(({ template_hash: hash }) => hash === checksum);
    if (version !== undefined) return version;
    const hint = `\`ledger diff ${name}\` compares your text with what the ledger has.`;
    throw new CliError('not_found', `The text of ${name}@${selector} is no version of the ledger.`, hint);
  }

  async function fromLedger(name: string, ref: string): Promise<PromptText | null> {
    const found = await findReferenced(ledger, name, ref);
    return found && fromDetail(found);
  }

  async function fromCommit(name: string, ref: string): Promise<PromptText | null> {
    const id = settings.underGit ? await findCommit(settings.root, ref) : null;
    if (id === null) return null;
    const extraction = await remember(commits, id, () => extractCommit(id));
    return getFrom(extraction, name, ref, `The commit ${ref}`);
  }

  async function explainAbsence(name: string, ref: string): Promise<CliError> {
    // A name that is not known is what is wrong first.
    await texts.history(name);
    return new CliError(
      'not_found',
      `${name} has no label, branch or commit "${ref}".`,
      `\`ledger history ${name}\` shows its versions, \`ledger labels\` the labels.`,
    );
  }

  async function extractCommit(commit: string): Promise<Extraction> {
    const source = await openCommit(settings.root, commit);
    return (await scanBlobs(call, settings, source)).extraction;
  }
}

/** What names a commit, or a pointer of the ledger; null for what a history can tell. */
function toRef(selector: Selector): string | null {
  if (selector.kind === 'commit') return selector.prefix;
  return selector.kind === 'label' ? selector.label : null;
}

/** What the server understands as we do; null for a moment, which may be told in words here. */
function toQuestion(selector: Selector): string | null {
  const isUnderstood = ['active', 'version', 'back', 'digest'].includes(selector.kind);
  return isUnderstood ? formatSelector(selector) : null;
}

/** A digest that fits several versions, or a server that does not understand the question. */
function asUnclear(error: unknown): null {
  if (error instanceof CliError && error.code === 'refused') return null;
  throw error;
}

function isLabel(selector: Selector): boolean {
  return selector.kind === 'label' && selector.label !== 'HEAD' && findLabelProblem(selector.label) === null;
}

/** One place that cannot answer leaves it to the other; anything else is a mistake that must be seen. */
function asAbsence(error: unknown): CliError {
  if (error instanceof CliError && ELSEWHERE.has(error.code)) return error;
  throw error;
}

const ELSEWHERE = new Set(['not_found', 'unreachable', 'timeout', 'unauthorized']);

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
