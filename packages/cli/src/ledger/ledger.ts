import type {
  HistoryResponse,
  ListedPrompt,
  Prompt,
  RegisteredEntry,
  RegisterEntry,
  RegisterRequest,
  RegisterResponse,
} from '@prompt-ledger/shared/contract';
import type { Meta } from '@prompt-ledger/shared/contract/operations';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import {
  isHealth,
  isHistoryResponse,
  isListResponse,
  isMeta,
  isPrompt,
  isRegisterResponse,
} from './answers.ts';
import { splitIntoBatches } from './batches.ts';
import { openClient, type Client } from './client.ts';
import type { ClientOptions, Request, Timeouts } from './exchange.ts';
import { toAnswerError, toNetworkError, toStrangerError, type ServerName } from './failures.ts';
import { findKey, type Key, type NamedServer } from './key.ts';

export interface ListFilters {
  readonly mode?: 'full' | 'tracking' | undefined;
  readonly q?: string | undefined;
}

/**
 * A Prompt Ledger server. Every call throws a CliError: `unreachable`, `timeout`, `server_error`, `not_a_ledger`,
 * `unauthorized`, and `not_found` or `refused` with the server's own sentence.
 */
export interface Ledger {
  readonly url: string;
  /** One answer per entry, in order. With `dryRun` the server answers the same and stores nothing. */
  register(
    entries: readonly RegisterEntry[],
    options?: { readonly dryRun?: boolean },
  ): Promise<RegisteredEntry[]>;
  /** One request as it is, which may hold git facts and bare checksums. */
  send(request: RegisterRequest): Promise<RegisterResponse>;
  /** All pages. */
  listPrompts(filters?: ListFilters): Promise<ListedPrompt[]>;
  getPrompt(name: string): Promise<Prompt>;
  /** Versions newest first; all of them, or at least the newest `limit`. */
  getHistory(name: string, limit?: number): Promise<HistoryResponse>;
  health(): Promise<{ readonly status: string }>;
  /** What the server is, and what the key may do. */
  meta(): Promise<Meta>;
  /** One request, for the other files of this folder. */
  readonly ask: Ask;
  /** One request whose answer is a stream of events; it is over when the server ends it. */
  readonly listen: Listen;
  close(): Promise<void>;
}

const PAGE = { prompts: 200, versions: 1000 };
const CONNECT_MS = 5_000;
const ANSWER_MS = 30_000;

/** Opens the ledger that the settings name for as long as `use` runs; nothing is sent but what `use` asks. */
export async function withLedger<T>(
  context: Context,
  settings: ServerSettings,
  use: (ledger: Ledger) => Promise<T>,
): Promise<T> {
  const ledger = await openLedger(context, settings);
  try {
    return await use(ledger);
  } finally {
    await ledger.close();
  }
}

interface ServerSettings extends NamedServer {
  readonly serverFrom: string;
  /** Null: the usual one of the key. */
  readonly project: string | null;
  /** Instead of the one that is found. */
  readonly key?: Key;
  /** Where somebody waits: how long at most. Else LEDGER_TIMEOUT says it. */
  readonly timeouts?: Timeouts;
  /** How long an answer may take where neither says; usually 30 s. */
  readonly patienceMs?: number;
}

async function openLedger(context: Context, settings: ServerSettings): Promise<Ledger> {
  const { server, serverFrom, project } = settings;
  const { key, from } = settings.key ?? findKey(context, settings);
  const name: ServerName = { url: server, from: serverFrom, keyFrom: from };
  const timeouts = settings.timeouts ?? readTimeouts(context.env['LEDGER_TIMEOUT'], settings.patienceMs);
  const isBrief = settings.timeouts !== undefined;
  const client = await open(context, name, { key, project, timeouts, isBrief });
  const ask: Ask = (request, check) => send(client, name, request, check);
  return {
    url: server,
    register: (entries, { dryRun = false } = {}) => register(ask, entries, dryRun),
    send: (body) => sendWhole(ask, body),
    listPrompts: (filters = {}) => listPrompts(ask, filters),
    getPrompt: (prompt) => ask({ method: 'GET', path: pathOf(prompt) }, isPrompt),
    getHistory: (prompt, limit = Infinity) => getHistory(ask, prompt, limit),
    health: () => ask({ method: 'GET', path: '/health' }, isHealth),
    meta: () => ask({ method: 'GET', path: '/v1/meta' }, isMeta),
    ask,
    listen: (request, onEvent) => listen(client, name, request, onEvent),
    close: () => client.close(),
  };
}

export type Listen = (request: Request, onEvent: (kind: string, data: unknown) => void) => Promise<void>;

export type Ask = <T>(request: Request, check: (body: unknown) => body is T) => Promise<T>;

async function open(
  context: Context,
  { url }: ServerName,
  options: Omit<ClientOptions, 'server' | 'env'>,
): Promise<Client> {
  try {
    return await openClient({ server: url, env: context.env, ...options });
  } catch (error) {
    // The value may hold a password and is not repeated.
    const hint = 'Both are URLs like http://proxy.example:3128.';
    throw new CliError('config', 'HTTP_PROXY or HTTPS_PROXY is not the URL of a proxy.', hint, error);
  }
}

function readTimeouts(seconds: string | undefined, patienceMs = ANSWER_MS): Timeouts {
  if (!seconds) return { connectMs: CONNECT_MS, answerMs: patienceMs };
  const answerMs = Number(seconds) * 1000;
  if (!(answerMs > 0) || answerMs > 3_600_000) {
    const hint = 'Set it to a number above 0 and up to 3600, or unset it.';
    throw new CliError('config', `LEDGER_TIMEOUT must be a number of seconds, not "${seconds}".`, hint);
  }
  return { connectMs: Math.min(CONNECT_MS, answerMs), answerMs };
}

async function send<T>(
  client: Client,
  server: ServerName,
  request: Request,
  check: (body: unknown) => body is T,
): Promise<T> {
  const answer = await client.send(request).catch((error: unknown) => {
    throw toNetworkError(error, server);
  });
  if (answer.status !== 200) throw toAnswerError(answer, server);
  const body = parseJson(answer.text);
  if (!check(body)) throw toStrangerError(server);
  return body;
}

async function listen(
  client: Client,
  server: ServerName,
  request: Request,
  onEvent: Parameters<Listen>[1],
): Promise<void> {
  const { createParser } = await import('eventsource-parser');
  const parser = createParser({ onEvent: ({ event = '', data }) => onEvent(event, parseJson(data)) });
  const onPiece = (text: string) => parser.feed(text);
  const answer = await client.send({ ...request, onPiece }).catch((error: unknown) => {
    throw toNetworkError(error, server);
  });
  if (answer.status !== 200) throw toAnswerError(answer, server);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Each request is one transaction, several are not: they are first tried dry, so that what the server refuses is
 * refused before anything is stored.
 */
async function register(
  ask: Ask,
  entries: readonly RegisterEntry[],
  dryRun: boolean,
): Promise<RegisteredEntry[]> {
  const batches = splitIntoBatches(entries);
  if (!dryRun && batches.length > 1) await registerBatches(ask, batches, true);
  return registerBatches(ask, batches, dryRun);
}

async function registerBatches(
  ask: Ask,
  batches: RegisterEntry[][],
  dryRun: boolean,
): Promise<RegisteredEntry[]> {
  const registered: RegisteredEntry[] = [];
  for (const prompts of batches) {
    registered.push(...(await sendWhole(ask, { prompts, dry_run: dryRun })).registered);
  }
  return registered;
}

async function sendWhole(ask: Ask, body: RegisterRequest): Promise<RegisterResponse> {
  const prompts = body.prompts ?? [];
  const request: Request = { method: 'POST', path: '/v1/prompts/register-code', body };
  // The answers are matched to what was asked: one missing would be taken for a prompt that nobody has.
  const isWhole = (answer: unknown) =>
    isRegisterResponse(answer) &&
    (answer.registered.length === prompts.length || (answer.missing?.length ?? 0) > 0);
  return ask(request, isWhole as typeof isRegisterResponse).catch((error: unknown) => {
    throw withNames(error, prompts);
  });
}

/** The server speaks of `prompts.3`, by place in the request; the user knows it by name. */
function withNames(error: unknown, prompts: readonly RegisterEntry[]): unknown {
  if (!(error instanceof CliError) || error.code !== 'refused') return error;
  const message = error.message.replace(
    /\bprompts\.(\d+)/g,
    (path, index) => prompts[Number(index)]?.name ?? path,
  );
  return new CliError('refused', message, error.hint, error.cause);
}

async function listPrompts(ask: Ask, { mode, q }: ListFilters): Promise<ListedPrompt[]> {
  const prompts: ListedPrompt[] = [];
  let cursor: string | null = null;
  do {
    const path: string = `/v1/prompts${query({ limit: PAGE.prompts, mode, q, cursor })}`;
    const page = await ask({ method: 'GET', path }, isListResponse);
    prompts.push(...page.prompts);
    cursor = page.next_cursor ?? null;
  } while (cursor !== null);
  return prompts;
}

async function getHistory(ask: Ask, name: string, limit: number): Promise<HistoryResponse> {
  const pages: HistoryResponse[] = [];
  let held = 0;
  let cursor: string | null = null;
  do {
    const pageSize = Math.min(limit - held, PAGE.versions);
    const path: string = `${pathOf(name)}/history${query({ limit: pageSize, cursor })}`;
    const page = await ask({ method: 'GET', path }, isHistoryResponse);
    pages.push(page);
    held += page.versions.length;
    cursor = page.next_cursor ?? null;
  } while (cursor !== null && held < limit);
  const [first] = pages as [HistoryResponse, ...HistoryResponse[]];
  return { ...first, versions: pages.flatMap(({ versions }) => versions), next_cursor: cursor };
}

function pathOf(name: string): string {
  return `/v1/prompts/${encodeURIComponent(name)}`;
}

function query(values: Readonly<Record<string, string | number | null | undefined>>): string {
  const given = new URLSearchParams();
  for (const [key, value] of Object.entries(values)) {
    if (value !== null && value !== undefined) given.set(key, String(value));
  }
  return `?${given.toString()}`;
}
