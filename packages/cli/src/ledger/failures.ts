import { CliError } from '../errors.ts';
import type { Answer } from './exchange.ts';

/** The server as sentences name it. */
export interface ServerName {
  readonly url: string;
  /** Where the URL was taken from: a flag, a variable, a file. */
  readonly from: string;
  /** Where its key was looked for, as the end of a sentence. */
  readonly keyFrom: string;
}

const OTHER_ADDRESS = 'or name another with --server or LEDGER_URL.';

/** Says what the network's error means; node's own words stay at hand as the cause. */
export function toNetworkError(error: unknown, server: ServerName): CliError {
  const at = `${server.url} (from ${server.from})`;
  const code = codeOf(error);
  if (TIMEOUTS.has(code)) {
    const hint = `See whether the server is well, ${OTHER_ADDRESS} LEDGER_TIMEOUT sets the seconds to wait.`;
    return new CliError('timeout', `The server at ${at} did not answer in time.`, hint, error);
  }
  if (isNoAnswer(error)) return toStrangerError(server, error);
  if (code === 'ECONNREFUSED') {
    const hint = `Start one with \`ledger serve\`, ${OTHER_ADDRESS}`;
    return new CliError('unreachable', `No server answers at ${at}.`, hint, error);
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    const hint = `Check the spelling and the network, ${OTHER_ADDRESS}`;
    return new CliError('unreachable', `The name of the server at ${at} is not known to DNS.`, hint, error);
  }
  if (TLS.test(code)) {
    const hint = 'For a private certificate authority, name its file in NODE_EXTRA_CA_CERTS.';
    return new CliError('unreachable', `No secure connection to ${at}: ${reasonOf(error)}.`, hint, error);
  }
  const hint = `See whether the server is well, ${OTHER_ADDRESS}`;
  return new CliError('unreachable', `The connection to ${at} failed: ${reasonOf(error)}.`, hint, error);
}

const TIMEOUTS = new Set([
  'ANSWER_TIMEOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);
const TLS = /CERT|SSL|TLS|SIGNATURE|UNABLE_TO/;

/** Something answers there, but nothing that speaks our language. */
export function toStrangerError(server: ServerName, cause?: unknown): CliError {
  return new CliError(
    'not_a_ledger',
    `What answers at ${server.url} (from ${server.from}) does not look like a Prompt Ledger server.`,
    `Check the address and port, ${OTHER_ADDRESS}`,
    cause,
  );
}

/** Says what an answer other than 200 means; the server's own sentences are passed on. */
export function toAnswerError(answer: Answer, server: ServerName): CliError {
  const { status } = answer;
  const refusal = readRefusal(answer.text);
  if (status === 401 || status === 403) {
    const said = refusal?.detail ?? 'it gives no reason';
    return new CliError(
      'unauthorized',
      `The server at ${server.url} refuses the API key: ${trimEnd(said)}. ${server.keyFrom}`,
      'Set LEDGER_API_KEY to a key of this server. A local server writes its key into the credentials file.',
    );
  }
  if (status >= 500 || status === 429) {
    const said = refusal === null ? '' : ` and says: ${trimEnd(refusal.detail)}`;
    const hint = 'The log of the server says more; trying again may help.';
    return new CliError('server_error', `The server at ${server.url} answered ${status}${said}.`, hint);
  }
  if (refusal === null) return toStrangerError(server);
  const problems = refusal.problems.map(({ path, message }) => `\n  ${path}: ${message}`).join('');
  return new CliError(status === 404 ? 'not_found' : 'refused', `${refusal.detail}${problems}`);
}

/** Our servers say why in `detail`; null where the answer is somebody else's. */
function readRefusal(text: string): { detail: string; problems: { path: string; message: string }[] } | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof body !== 'object' || body === null) return null;
  if (!('detail' in body) || typeof body.detail !== 'string') return null;
  const errors: unknown[] = 'errors' in body && Array.isArray(body.errors) ? body.errors : [];
  return { detail: body.detail, problems: errors.filter(isProblem) };
}

function isProblem(value: unknown): value is { path: string; message: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'path' in value &&
    'message' in value &&
    typeof value.path === 'string' &&
    typeof value.message === 'string'
  );
}

/** With several addresses for one name, Node reports one error per address. */
function codeOf(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return codeOf(error.errors[0]);
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** An answer that is too large to be ours, or what the parsers of Node, undici and our own throw for one that is not HTTP. */
function isNoAnswer(error: unknown): boolean {
  const code = codeOf(error);
  if (code === 'ANSWER_TOO_LARGE' || code === 'NO_HTTP' || code.startsWith('HPE_')) return true;
  return error instanceof Error && error.name === 'HTTPParserError';
}

function reasonOf(error: unknown): string {
  return trimEnd(error instanceof Error && error.message !== '' ? error.message : 'no reason is given');
}

function trimEnd(sentence: string): string {
  return sentence.trim().replace(/\.$/, '');
}
