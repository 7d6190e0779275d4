import { findAsker } from '../terminal/ask.ts';
import { printResult, type Call } from '../call.ts';
import { readSettings, type Settings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { storeKey } from '../ledger/credentials.ts';
import { checkKey } from '../ledger/key.ts';
import { isLoopback } from '../ledger/proxy.ts';
import { withLedger } from '../ledger/ledger.ts';
import { withProgress } from '../terminal/progress.ts';

export interface LoginFlags {
  readonly withToken: boolean;
}

/** Keeps an API key for a server, once the server has accepted it. The key is typed unseen or piped in, never an argument. */
export async function login(call: Call, { withToken }: LoginFlags): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const { server } = settings;
  const key = {
    key: await readKey(call, settings, withToken),
    from: 'It was just given.',
    source: 'login',
  } as const;
  const meta = await withLedger(call.context, { ...settings, key }, (ledger) =>
    withProgress(call, `Asking ${server}`, ledger.meta()),
  );
  const file = storeKey(call.context, server, key.key);
  warn(call, server);
  const { scopes } = meta.key;
  printResult(call, { server, file, scopes, server_version: meta.version }, () => [
    `Logged in to ${server} with the scope ${scopes.join(', ')}. The key is kept in ${file}.`,
  ]);
  return EXIT.ok;
}

async function readKey(call: Call, { server }: Settings, withToken: boolean): Promise<string> {
  const typed = withToken ? await readPiped(call) : await askForKey(call, server);
  const key = typed.trim();
  if (key !== '') return checkKey(key, withToken ? 'what was piped in' : 'your answer');
  throw new CliError('usage', 'There is no key in what was given.', 'Nothing was kept.');
}

function readPiped({ context }: Call): Promise<string> {
  if (!context.stdin.isTTY) return context.stdin.read();
  throw new CliError('usage', 'Nothing is piped in.', 'Run: ledger login --with-token < key.txt');
}

function askForKey({ context }: Call, server: string): Promise<string> {
  const asker = findAsker(context);
  if (asker !== null) return asker.secret(`API key for ${server}`);
  throw new CliError(
    'usage',
    'There is no terminal to ask for the key at.',
    'Pipe it in: ledger login --with-token < key.txt',
  );
}

function warn({ context, screen: { err } }: Call, server: string): void {
  const { protocol, hostname } = new URL(server);
  if (protocol === 'http:' && !isLoopback(hostname)) {
    err.lines([
      `${err.style.warning('warning')} ${server} is not encrypted: others on the way can read the key.`,
    ]);
  }
  if (context.env['LEDGER_API_KEY']) {
    err.lines([
      `${err.style.warning('warning')} LEDGER_API_KEY is set in this shell and wins over the key just kept.`,
    ]);
  }
}
