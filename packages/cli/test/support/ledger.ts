import { run } from '../../src/cli.ts';
import type { Context } from '../../src/context.ts';

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place {
  readonly cwd: string;
  readonly server?: { readonly url: string; readonly key: string };
  readonly env?: Readonly<Record<string, string>>;
  /** A terminal of so many columns; without it both outputs are pipes. */
  readonly columns?: number;
  /** Its lines; without them there is no end to it, and no pager. */
  readonly rows?: number;
  /** Somebody who answers at it. */
  readonly terminal?: Context['terminal'];
  /** What is piped in. */
  readonly input?: string;
  readonly homedir?: string;
  readonly platform?: string;
  readonly script?: string | null;
  readonly extractor?: string;
}

/** Runs one command line in this process, so that its coverage counts, with nothing of the user's in its context. */
export async function ledger(place: Place, ...argv: string[]): Promise<Result> {
  const written = { stdout: '', stderr: '' };
  const output = (name: keyof typeof written) => ({
    write: (text: string) => void (written[name] += text),
    isTTY: place.columns !== undefined,
    columns: place.columns ?? null,
    rows: place.rows ?? null,
  });
  const context: Context = {
    cwd: place.cwd,
    env: {
      ...(place.server ? { LEDGER_URL: place.server.url, LEDGER_API_KEY: place.server.key } : {}),
      ...place.env,
    },
    platform: place.platform ?? 'linux',
    homedir: place.homedir ?? '/nonexistent',
    stdout: output('stdout'),
    stderr: output('stderr'),
    stdin: { isTTY: place.input === undefined, read: async () => place.input ?? '', readNow: () => null },
    terminal: place.terminal ?? null,
    beforeInterrupt: () => () => {},
    script: place.script ?? null,
    load: (url) => import(url),
    now: () => new Date(),
    extractor: place.extractor ?? 'test',
  };
  const code = await run(argv, context);
  return { code, ...written };
}

/** The same, for a command that must print one JSON object and end well. */
// oxlint-disable-next-line typescript/no-explicit-any -- what comes back is looked at by the test's expectations alone
export async function ledgerJson(place: Place, ...argv: string[]): Promise<any> {
  const result = await ledger(place, ...argv, '--json');
  if (result.code !== 0) throw new Error(`exit code ${result.code}: ${result.stderr}`);
  return JSON.parse(result.stdout);
}
