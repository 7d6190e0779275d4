import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RegisterRequest } from '@prompt-ledger/shared/contract';
import type { Settings } from '../config.ts';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { removeFile } from '../remove-file.ts';
import type { Timeouts } from './exchange.ts';
import { withLedger, type Ledger } from './ledger.ts';
import { withLock } from './lock.ts';
import { openSpool, type Spool, type Spooled } from './spool.ts';

/** What became of a registration. What is `kept` waits for the next sync, what is `refused` never can be delivered. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly late: Late }
  /** `dropped`: how many older ones had to make room for it. */
  | { readonly kind: 'kept'; readonly reason: CliError; readonly dropped: number }
  | { readonly kind: 'refused'; readonly reason: CliError };

/** What was delivered, or was found never to be, that had waited from an earlier time. */
export interface Late {
  readonly prompts: readonly string[];
  readonly refused: readonly { readonly prompts: readonly string[]; readonly reason: CliError }[];
}

const NOTHING: Late = { prompts: [], refused: [] };

/** Somebody waits for a commit: so long may the server take, in all. */
const HOOK_BUDGET: Timeouts = { connectMs: 300, answerMs: 800 };

/**
 * How long a hook may wait. LEDGER_HOOK_TIMEOUT gives whoever is far from the server other seconds, up to a minute; one
 * that is no such number is no reason to keep somebody from a commit.
 */
export function readHookBudget(seconds: string | undefined): Timeouts {
  const answerMs = Number(seconds) * 1000;
  if (!(answerMs > 0) || answerMs > 60_000) return HOOK_BUDGET;
  return { connectMs: answerMs, answerMs };
}

/** A server that let a hook wait in vain is not tried again by a hook for so long. */
const PAUSE_MS = 60_000;

/**
 * Delivers from a hook. Written to the spool first and taken from it when the server has confirmed, so that nothing that
 * ends this process on the way loses it.
 *
 * @param folder the git folder that all work trees share
 * @param meanwhile what can be done while the server works
 */
export async function deliverFromHook(
  context: Context,
  settings: Settings,
  folder: string,
  requests: readonly RegisterRequest[],
  meanwhile: () => void,
): Promise<Outcome> {
  const spool = openSpool(folder);
  const own = requests.map((request) => ({ name: spool.put(request, context.now()), request }));
  const keep = (reason: CliError): Outcome => {
    const dropped = spool.makeRoom(new Set(own.map(({ name }) => name)));
    return { kind: 'kept', reason, dropped };
  };
  if (isPaused(folder)) {
    meanwhile();
    return keep(new CliError('timeout', `The server at ${settings.server} did not answer a moment ago.`));
  }
  let left = own.length;
  try {
    const budget = readHookBudget(context.env['LEDGER_HOOK_TIMEOUT']);
    const delivering = within(context, settings, budget, async (ledger) => {
      for (const { name, request } of own) {
        await ledger.send(request);
        spool.remove(name);
        left -= 1;
      }
      return deliverWaiting(ledger, spool, folder);
    });
    // Behind the sending, which a first turn of the loop gets on its way.
    const aside = new Promise<void>((done) => {
      setImmediate(() => done(meanwhile()));
    });
    // Done in any case: a server that refuses at once must not end the hook before it. Whoever fails is heard below.
    delivering.catch(() => {});
    await aside;
    const late = await delivering;
    resume(folder);
    return { kind: 'delivered', late };
  } catch (error) {
    const reason = toReason(error);
    if (reason.code === 'timeout') pause(folder);
    // What had waited from before waits on.
    if (left === 0) return { kind: 'delivered', late: NOTHING };
    if (isFinal(reason)) {
      for (const { name } of own) spool.refuse(name);
      return { kind: 'refused', reason };
    }
    return keep(reason);
  }
}

/**
 * Delivers what waits in the spool, oldest first.
 *
 * @throws {CliError} where the server cannot be reached or does not know us; what is not delivered stays
 */
export async function deliverSpool(
  context: Context,
  settings: Settings,
  folder: string,
  timeouts?: Timeouts,
): Promise<Late> {
  const spool = openSpool(folder);
  if (spool.list().length === 0) return NOTHING;
  const late = await within(context, settings, timeouts, (ledger) => deliverWaiting(ledger, spool, folder));
  resume(folder);
  return late;
}

/** The same over a connection that is open already; null where nothing can wait, as there is no git. */
export async function deliverLate(ledger: Ledger, folder: string | null): Promise<Late | null> {
  if (folder === null) return null;
  const late = await deliverWaiting(ledger, openSpool(folder), folder);
  resume(folder);
  return late;
}

/** How many registrations wait, were set aside, and were dropped as there was no room for them. */
export function countSpooled(folder: string): { waiting: number; refused: number; dropped: number } {
  const spool = openSpool(folder);
  return {
    waiting: spool.list().length,
    refused: spool.countRefused(),
    dropped: spool.countDropped(),
  };
}

/** Somebody was told how many were dropped. */
export function forgetDropped(folder: string): void {
  openSpool(folder).forgetDropped();
}

/** One process at a time: another one would only send the same again. */
async function deliverWaiting(ledger: Ledger, spool: Spool, folder: string): Promise<Late> {
  if (spool.list().length === 0) return NOTHING;
  const late = await withLock(folder, async () => {
    const prompts = new Set<string>();
    const refused: { prompts: string[]; reason: CliError }[] = [];
    for (const { name, request } of spool.list()) {
      const names = namesIn({ name, request });
      try {
        await ledger.send(request);
        for (const one of names) prompts.add(one);
        spool.remove(name);
      } catch (error) {
        const reason = toReason(error);
        if (!isFinal(reason)) throw reason;
        spool.refuse(name);
        refused.push({ prompts: names, reason });
      }
    }
    return { prompts: [...prompts], refused };
  });
  return late ?? NOTHING;
}

function namesIn({ request }: Spooled): string[] {
  return (request.prompts ?? []).map(({ name }) => name);
}

/** The time limit is for all requests together: the last of them must not take as long again as the first. */
async function within<T>(
  context: Context,
  settings: Settings,
  timeouts: Timeouts | undefined,
  use: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  if (timeouts === undefined) return withLedger(context, settings, use);
  return withLedger(context, { ...settings, timeouts }, async (ledger) => {
    let timer: NodeJS.Timeout | undefined;
    const expired = new Promise<never>((_, reject) => {
      const error = new CliError('timeout', `The server at ${settings.server} did not answer in time.`);
      timer = setTimeout(() => reject(error), timeouts.answerMs);
    });
    try {
      return await Promise.race([use(ledger), expired]);
    } finally {
      clearTimeout(timer);
    }
  });
}

/** The server looked at it and said no: it would say so again. */
function isFinal({ code }: CliError): boolean {
  return code === 'refused' || code === 'not_found';
}

/** A bug of ours is none of the user's commit. */
function toReason(error: unknown): CliError {
  if (error instanceof CliError) return error;
  return new CliError('server_error', error instanceof Error ? error.message : String(error), null, error);
}

function pauseFile(folder: string): string {
  return path.join(folder, 'ledger', 'paused');
}

function isPaused(folder: string): boolean {
  const stats = statSync(pauseFile(folder), { throwIfNoEntry: false });
  return stats !== undefined && Math.abs(Date.now() - stats.mtimeMs) < PAUSE_MS;
}

function pause(folder: string): void {
  try {
    mkdirSync(path.dirname(pauseFile(folder)), { recursive: true, mode: 0o700 });
    writeFileSync(pauseFile(folder), '', { mode: 0o600 });
  } catch {
    // Then the next hook waits as well.
  }
}

function resume(folder: string): void {
  removeFile(pauseFile(folder));
}
