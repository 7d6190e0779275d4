import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import {
  credentialsPath,
  DEFAULT_HOST,
  DEFAULT_PORT,
  defaultDataDir,
  type Machine,
} from '@prompt-ledger/shared';
import { findUrlProblem, type DatabaseLocation } from './db/location.ts';
import { DEFAULT_WORKER_SETTINGS } from './executions/worker.ts';
import { EXIT, Failure } from './failure.ts';
import { DEFAULT_HTTP_SETTINGS, type HttpSettings } from './http/settings.ts';
import { LOG_FORMATS, LOG_LEVELS, type LogSettings } from './log/log.ts';
import { BUILT_IN_PRICES, parsePrices, type Price } from './providers/prices.ts';
import { DEFAULT_PROVIDER_SETTINGS, type ProviderSettings } from './providers/providers.ts';

/** What a server needs to know to start. */
export interface ServerConfig {
  readonly host: string;
  /** 0 lets the system choose a free one. */
  readonly port: number;
  readonly database: DatabaseLocation;
  /** The operator's own admin key; null makes a first key where that is safe. */
  readonly apiKey: string | null;
  /** Where a first key is handed to the CLI of the same user. */
  readonly credentialsFile: string;
  /** Default: no keys. */
  readonly providers?: ProviderSettings;
  /** Whether this process runs queued executions as well. Default: it does. */
  readonly worker?: boolean;
  /** Default: nothing is allowed beyond what a server on its own needs, and nothing is limited. */
  readonly http?: Omit<HttpSettings, 'isLoopback'>;
}

/** What a worker needs to know to start. */
export interface WorkerConfig {
  readonly database: DatabaseLocation;
  readonly providers: ProviderSettings;
  readonly concurrency: number;
}

/** The flags of the commands, as typed. */
export interface Flags {
  readonly host?: string | undefined;
  readonly port?: string | undefined;
  readonly databaseUrl?: string | undefined;
  readonly dataDir?: string | undefined;
  /** False for `--no-worker`. */
  readonly worker?: boolean | undefined;
  readonly concurrency?: string | undefined;
}

/** What the environment says; nothing else reads it. */
export interface Env {
  readonly databaseUrl: string | null;
  readonly apiKey: string | null;
  readonly providers: ProviderSettings;
  /** A file of prices that come before the built-in ones. */
  readonly pricesFile: string | null;
  readonly http: Readonly<Record<'allowedHosts' | 'corsOrigins' | 'rateLimit', string | null>>;
  readonly log: Readonly<Record<'level' | 'format', string | null>>;
  readonly machine: Machine;
}

export function readEnv(env: NodeJS.ProcessEnv = process.env): Env {
  return {
    databaseUrl: env['DATABASE_URL'] || null,
    apiKey: env['LEDGER_API_KEY'] || null,
    providers: readProviders(env),
    pricesFile: env['LEDGER_PRICES'] || null,
    http: {
      allowedHosts: env['LEDGER_ALLOWED_HOSTS'] || null,
      corsOrigins: env['LEDGER_CORS_ORIGINS'] || null,
      rateLimit: env['LEDGER_RATE_LIMIT'] || null,
    },
    log: { level: env['LEDGER_LOG_LEVEL'] || null, format: env['LEDGER_LOG_FORMAT'] || null },
    machine: { env, platform: process.platform, homedir: homedir() },
  };
}

/** Flags over environment over defaults. @throws Failure for what cannot be meant */
export function readServerConfig(flags: Flags, env: Env): ServerConfig {
  return {
    host: readHost(flags.host),
    port: readPort(flags.port),
    database: readLocation(flags, env),
    apiKey: readApiKey(env.apiKey),
    credentialsFile: credentialsPath(env.machine),
    providers: checkProviders(env.providers, env.pricesFile),
    worker: flags.worker ?? true,
    http: readHttp(env.http),
  };
}

/** @param isTerminal whether people read it as it comes: then it is text, and says only what went wrong */
export function readLogSettings({ log }: Env, isTerminal: boolean): LogSettings {
  const format = readChoice('LEDGER_LOG_FORMAT', LOG_FORMATS, log.format) ?? (isTerminal ? 'text' : 'json');
  const level =
    readChoice('LEDGER_LOG_LEVEL', LOG_LEVELS, log.level) ?? (format === 'text' ? 'warn' : 'info');
  return { format, level };
}

/** @throws Failure for what cannot be meant, such as a worker beside an embedded database */
export function readWorkerConfig(flags: Flags, env: Env): WorkerConfig {
  const database = readLocation(flags, env);
  if (database.kind === 'embedded') {
    throw new Failure(
      EXIT.usage,
      'A worker of its own needs a Postgres server: give --database-url or set DATABASE_URL. The embedded database ' +
        'has one process, the server, which runs queued executions itself.',
    );
  }
  return {
    database,
    providers: checkProviders(env.providers, env.pricesFile),
    concurrency: readConcurrency(flags.concurrency),
  };
}

/** Where the database is. A flag wins over DATABASE_URL, whichever of the two flags it is. */
export function readLocation({ databaseUrl, dataDir }: Flags, env: Env): DatabaseLocation {
  if (databaseUrl !== undefined && dataDir !== undefined) {
    throw new Failure(
      EXIT.usage,
      '--database-url and --data-dir exclude each other: choose a Postgres server or the embedded database.',
    );
  }
  if (dataDir === '') throw new Failure(EXIT.usage, '--data-dir needs a directory.');
  if (dataDir !== undefined) return { kind: 'embedded', dataDir: path.resolve(dataDir) };
  const url = databaseUrl ?? env.databaseUrl;
  if (url === null) return { kind: 'embedded', dataDir: defaultDataDir(env.machine) };
  const problem = findUrlProblem(url);
  // The URL itself may hold a password, so it is not repeated.
  if (problem !== null) {
    const source = databaseUrl === undefined ? 'DATABASE_URL' : 'The value of --database-url';
    throw new Failure(EXIT.usage, `${source} ${problem}.`);
  }
  return { kind: 'url', url };
}

function readChoice<T extends string>(name: string, choices: readonly T[], given: string | null): T | null {
  const choice = choices.find((one) => one === given?.toLowerCase());
  if (given === null || choice !== undefined) return choice ?? null;
  throw new Failure(EXIT.usage, `${name} must be one of ${choices.join(', ')}, not "${given}".`);
}

function readHttp({ allowedHosts, corsOrigins, rateLimit }: Env['http']): Omit<HttpSettings, 'isLoopback'> {
  return {
    allowedHosts: toList(allowedHosts).map(readAllowedHost),
    corsOrigins: toList(corsOrigins).map(readOrigin),
    rateLimit: rateLimit === null ? DEFAULT_HTTP_SETTINGS.rateLimit : readRateLimit(rateLimit),
  };
}

function toList(text: string | null): string[] {
  return (text ?? '').split(/[\s,]+/).filter(Boolean);
}

function readAllowedHost(host: string): string {
  if (/^[\w.-]+$|^\[[\da-f:]+\]$/i.test(host)) return host.toLowerCase();
  throw new Failure(
    EXIT.usage,
    `LEDGER_ALLOWED_HOSTS lists names of this server such as ledger.example.com, without a port; "${host}" is none.`,
  );
}

function readOrigin(origin: string): string {
  if (origin === '*' || (URL.canParse(origin) && new URL(origin).origin === origin)) return origin;
  throw new Failure(
    EXIT.usage,
    `LEDGER_CORS_ORIGINS lists origins such as https://app.example.com, or "*"; "${origin}" is none.`,
  );
}

function readRateLimit(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Failure(
    EXIT.usage,
    `LEDGER_RATE_LIMIT must be how many requests a key may send a minute, or 0 for no limit, not "${text}".`,
  );
}

function readProviders(env: NodeJS.ProcessEnv): ProviderSettings {
  const usual = DEFAULT_PROVIDER_SETTINGS;
  return {
    ...usual,
    openai: {
      key: env['OPENAI_API_KEY'] || null,
      baseUrl: env['OPENAI_BASE_URL'] || usual.openai.baseUrl,
    },
    anthropic: {
      key: env['ANTHROPIC_API_KEY'] || null,
      baseUrl: withVersion(env['ANTHROPIC_BASE_URL'] || usual.anthropic.baseUrl),
    },
  };
}

/** Anthropic's own libraries take the address without its `/v1`. */
function withVersion(url: string): string {
  return /^https?:\/\/[^/]+\/?$/.test(url) ? `${url.replace(/\/$/, '')}/v1` : url;
}

/** Prices of the operator's own file come before ours. */
function readPrices(file: string): readonly Price[] {
  try {
    return [...parsePrices(JSON.parse(readFileSync(file, 'utf8'))), ...BUILT_IN_PRICES];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Failure(
      EXIT.usage,
      `The price file ${file}, named by LEDGER_PRICES, cannot be used: ${reason}.`,
    );
  }
}

function checkProviders(given: ProviderSettings, pricesFile: string | null): ProviderSettings {
  const providers = pricesFile === null ? given : { ...given, prices: readPrices(pricesFile) };
  for (const [variable, { key, baseUrl }] of [
    ['OPENAI', providers.openai],
    ['ANTHROPIC', providers.anthropic],
  ] as const) {
    if (!/^https?:\/\/[^\s/]/.test(baseUrl) || !URL.canParse(baseUrl)) {
      throw new Failure(EXIT.usage, `${variable}_BASE_URL must be a URL such as https://api.example.com/v1.`);
    }
    if (key !== null && !/^[\x21-\x7e]+$/.test(key)) {
      throw new Failure(
        EXIT.usage,
        `${variable}_API_KEY must have only visible ASCII characters, since it is sent as a header.`,
      );
    }
  }
  return providers;
}

function readConcurrency(concurrency: string = String(DEFAULT_WORKER_SETTINGS.concurrency)): number {
  const number = /^\d{1,4}$/.test(concurrency) ? Number(concurrency) : 0;
  if (number >= 1 && number <= 1000) return number;
  throw new Failure(EXIT.usage, `--concurrency must be a number from 1 to 1000, not "${concurrency}".`);
}

function readHost(host: string = DEFAULT_HOST): string {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (/^[\w.:%-]+$/.test(bare)) return bare;
  throw new Failure(EXIT.usage, `--host must be an address or a host name such as 0.0.0.0, not "${host}".`);
}

function readPort(port: string = String(DEFAULT_PORT)): number {
  const number = /^\d{1,5}$/.test(port) ? Number(port) : Number.NaN;
  if (number <= 65_535) return number;
  throw new Failure(EXIT.usage, `--port must be a number from 0 to 65535, not "${port}".`);
}

function readApiKey(key: string | null): string | null {
  if (key === null || /^[\x21-\x7e]+$/.test(key)) return key;
  throw new Failure(
    EXIT.usage,
    'LEDGER_API_KEY must have only visible ASCII characters and no spaces, since it is sent as a header.',
  );
}
