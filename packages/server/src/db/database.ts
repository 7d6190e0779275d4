import { Kysely, PostgresDialect, sql, type LogEvent } from 'kysely';
import pg from 'pg';
import { EXIT, Failure } from '../failure.ts';
import { openCluster, type ClusterOptions } from './cluster.ts';
import { describeUrl, type DatabaseLocation } from './location.ts';
import { createStatementNames } from './prepare.ts';
import type { Tables } from './tables.ts';
import { findReason, isUnavailable } from './unavailable.ts';

export interface Database {
  readonly db: Kysely<Tables>;
  /**
   * Hears what other processes say with NOTIFY, and nothing in a word whenever words may have been missed. The
   * embedded database has no other processes.
   *
   * @returns the end of listening
   */
  listen(channel: string, hear: (word: string) => void): () => Promise<void>;
  /** What its connections do at this moment. */
  pool(): PoolState;
  /** Ends what it holds: connections, the embedded Postgres, the lock. */
  close(): Promise<void>;
}

export interface PoolState {
  readonly total: number;
  readonly idle: number;
  /** How many wait for one. */
  readonly waiting: number;
}

export interface DatabaseOptions extends ClusterOptions {
  /** Where trouble outside of any request goes, such as a connection lost while idle. */
  readonly log: (line: string) => void;
  /** Sees every statement, for tests that count them. */
  readonly onQuery?: ((event: LogEvent) => void) | undefined;
}

/** The oldest Postgres that the migrations and statements are tested on. */
const OLDEST_POSTGRES = 15;
const CONNECT_TIMEOUT_MS = 10_000;
/** A listener that lost its connection; meanwhile the poll finds what there is. */
const RECONNECT_MS = 1_000;
/**
 * A Postgres that vanishes, with its machine or on the way there, says nothing; left alone, the kernel asks after two
 * hours whether it is there. So it does after ten seconds of silence, and ten seconds later knows.
 */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };
/**
 * Who vanishes in the middle of a transaction has locks that others wait for; Postgres notices after two hours as well. A
 * statement, since poolers refuse settings that come with a connection.
 */
const GIVE_UP_IDLE = `set idle_in_transaction_session_timeout = '1min'`;
/** On the embedded database everybody waits for its one connection, so this is how long a queue may be. */
const EMBEDDED_TURN_TIMEOUT_MS = 60_000;

/**
 * Opens the database, which then answers; it is not migrated yet.
 *
 * @throws Failure when it cannot be reached, is too old, in use by another process or of another version
 */
export async function openDatabase(location: DatabaseLocation, options: DatabaseOptions): Promise<Database> {
  return location.kind === 'url'
    ? openServer(location.url, options)
    : openEmbedded(location.dataDir, options);
}

async function openServer(url: string, options: DatabaseOptions): Promise<Database> {
  const pool = new pg.Pool({
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'prompt-ledger',
    ...KEEP_ALIVE,
    // Waited for, which the types do not know.
    onConnect: (client) => client.query(GIVE_UP_IDLE),
    types,
    ...(prepares(url) ? { Client: createPreparingClient() } : {}),
  });
  const db = connect(pool, options);
  try {
    await refuseOldPostgres(db);
  } catch (error) {
    await db.destroy();
    throw error instanceof Failure ? error : new Failure(EXIT.unreachable, explainNoConnection(url, error));
  }
  const listen = (channel: string, hear: (word: string) => void) => listenTo(url, channel, hear);
  return { db, listen, pool: () => stateOf(pool), close: () => db.destroy() };
}

/** A pooler that gives each transaction another connection knows no prepared statements: `?prepare=false` in the URL. */
function prepares(url: string): boolean {
  return new URL(url).searchParams.get('prepare') !== 'false';
}

function createPreparingClient(): typeof pg.Client {
  const nameOf = createStatementNames();
  return class extends pg.Client {
    // One implementation for the many ways to call it, of which only the one that Kysely uses is of interest.
    // oxlint-disable-next-line typescript/no-explicit-any
    override query(...args: any[]): any {
      const [text, values, ...rest] = args;
      const isUsual = typeof text === 'string' && Array.isArray(values) && !values.some(isBatch);
      const name = isUsual ? nameOf(text) : null;
      // The super method's overloads do not admit an argument list of unknown length.
      // oxlint-disable-next-line typescript/no-explicit-any
      const query = super.query as (...given: any[]) => unknown;
      return name === null ? query.apply(this, args) : query.call(this, { name, text, values }, ...rest);
    }
  };
}

/** How many values a plan for a few is good for. */
const A_FEW = 100;

/**
 * A plan that stays is made for a few values, and on an embedded Postgres, which analyses nothing by itself, for tables
 * as they were at first: thousands of values in an array are worth a plan of their own.
 */
function isBatch(value: unknown): boolean {
  return Array.isArray(value) && value.length > A_FEW;
}

/** A connection of its own, made again when it breaks. */
function listenTo(url: string, channel: string, hear: (word: string) => void): () => Promise<void> {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isEnded = false;
  const reconnect = () => {
    client = null;
    if (!isEnded) timer = setTimeout(connectAgain, RECONNECT_MS);
  };
  const connectAgain = () => {
    const fresh = new pg.Client({
      connectionString: url,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      application_name: 'prompt-ledger',
      ...KEEP_ALIVE,
    });
    client = fresh;
    fresh.on('notification', ({ payload }) => hear(payload ?? ''));
    // What breaks it also ends it, and the end is heard.
    fresh.on('error', () => {});
    fresh.once('end', reconnect);
    fresh
      .connect()
      .then(() => fresh.query(`listen ${channel}`))
      .then(
        () => hear(''),
        () => void fresh.end().catch(() => {}),
      );
  };
  connectAgain();
  return async () => {
    isEnded = true;
    clearTimeout(timer);
    await client?.end().catch(() => {});
  };
}

async function openEmbedded(dataDir: string, options: DatabaseOptions): Promise<Database> {
  const cluster = await openCluster(dataDir, options);
  // Exactly one pool for each instance: a second one would run inside the first one's open transaction.
  const pool = new pg.Pool({
    ...cluster.config,
    max: 1,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: EMBEDDED_TURN_TIMEOUT_MS,
    types,
    // In WebAssembly parsing and planning is even more of the work: a registration takes half as long with it.
    Client: createPreparingClient(),
  });
  const onQuery = (event: LogEvent) => {
    options.onQuery?.(event);
    cluster.hear(event);
  };
  const db = connect(pool, { log: options.log, onQuery });
  const close = async () => {
    await db.destroy();
    await cluster.close();
  };
  return { db, listen: () => async () => {}, pool: () => stateOf(pool), close };
}

function stateOf({ totalCount, idleCount, waitingCount }: pg.Pool): PoolState {
  return { total: totalCount, idle: idleCount, waiting: waitingCount };
}

function connect(pool: pg.Pool, { log, onQuery }: DatabaseOptions): Kysely<Tables> {
  // Without a listener a connection that breaks while idle would end the process.
  pool.on('error', (error) => {
    // One that is being closed may be ended by the other side as well.
    if (!pool.ending) log(`A database connection was lost: ${error.message}`);
  });
  // Nor may one that breaks while in use: its query fails with the same error, and the pool drops it.
  pool.on('connect', (client) => client.on('error', () => {}));
  return new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    ...(onQuery === undefined ? {} : { log: onQuery }),
  });
}

/** `bigint` as a number where that is exact (counts always are); as text beyond, which no sum of ours reaches. */
function parseBigint(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}

const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) =>
    id === pg.types.builtins.INT8 && format !== 'binary' ? parseBigint : pg.types.getTypeParser(id, format),
};

async function refuseOldPostgres(db: Kysely<Tables>): Promise<void> {
  const { rows } = await sql<{ version: number }>`
    select current_setting('server_version_num')::int / 10000 as version
  `.execute(db);
  const version = rows[0]?.version ?? 0;
  if (version >= OLDEST_POSTGRES) return;
  throw new Failure(
    EXIT.usage,
    `The database runs Postgres ${version}, and Prompt Ledger needs ${OLDEST_POSTGRES} or later. Upgrade it, or ` +
      'give another with --database-url.',
  );
}

function explainNoConnection(url: string, error: unknown): string {
  const what = describeUrl(url);
  const reason = error instanceof Error ? (findReason(error) ?? 'no answer') : String(error);
  const hint = isUnavailable(error) ? 'Start it, or check --database-url or DATABASE_URL.' : 'Check the URL.';
  return `The database ${what} cannot be used: ${reason}. ${hint}`;
}
