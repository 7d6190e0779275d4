import { credentialsOrigin } from '@prompt-ledger/shared';
import type { ServerConfig } from '../config.ts';
import type { Context } from '../context.ts';
import { EXIT, Failure } from '../failure.ts';
import { isLoopback } from '../loopback.ts';
import { readKey, writeKey } from './credentials-file.ts';
import { anyLiveKeys, isLiveKey, mintAdminKey, presetAdminKey } from './service.ts';

/** How clients get at a key. */
export interface KeyNotice {
  /** Null where only their owners know the keys. */
  readonly key: string | null;
  /** For people: where the key is, never the key. */
  readonly notice: string;
}

/** Refuses to open a server to the network that nobody could call. Before it listens. */
export async function refuseOpenWithoutKey(context: Context, { host, apiKey }: ServerConfig): Promise<void> {
  if (apiKey !== null || isLoopback(host) || (await anyLiveKeys(context))) return;
  throw new Failure(
    EXIT.usage,
    `The host ${host} can be reached from other machines, and there is no API key yet. Set LEDGER_API_KEY to a ` +
      'secret of your own, or start on 127.0.0.1.',
  );
}

/**
 * Sees to it that somebody has a key: the operator's, the one that the credentials file already has for this server,
 * or a new one put there.
 *
 * @param url where the server listens
 */
export async function settleKey(context: Context, config: ServerConfig, url: string): Promise<KeyNotice> {
  if (config.apiKey !== null) return preset(context, config.apiKey);
  if (!isLoopback(config.host)) return { key: null, notice: 'those already made' };
  const { credentialsFile } = config;
  const origin = credentialsOrigin(url);
  const present = readKey(credentialsFile, origin);
  if (present !== null && (await isLiveKey(context, present))) {
    return { key: present, notice: `in ${credentialsFile}, where the CLI finds it` };
  }
  const key = await mintAdminKey(context);
  writeKey(credentialsFile, origin, key);
  return { key, notice: `new, in ${credentialsFile}, where the CLI finds it` };
}

async function preset(context: Context, key: string): Promise<KeyNotice> {
  const ended = await presetAdminKey(context, key);
  const former = ended > 0 ? '; the former one no longer works' : '';
  return { key, notice: `from LEDGER_API_KEY${former}` };
}
