import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { findKey } from '../ledger/key.ts';
import { withLedger } from '../ledger/ledger.ts';
import { withProgress } from '../terminal/progress.ts';
import { toLine } from '../report/text.ts';

/** Says which server is asked, with which key, and what that key may do. */
export async function whoami(call: Call): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const { server, serverFrom } = settings;
  const key = findKey(call.context, settings);
  const meta = await withLedger(call.context, { ...settings, key }, (ledger) =>
    withProgress(call, `Asking ${server}`, ledger.meta()),
  );
  const { key_id, scopes, is_for_every_project } = meta.key;
  const data = {
    server,
    server_from: serverFrom,
    server_version: meta.version,
    key: { key_id, source: key.source, scopes, is_for_every_project },
    project_id: meta.project_id,
  };
  printResult(call, data, () => [
    `server   ${server} (from ${toLine(serverFrom)}), version ${toLine(meta.version)}`,
    `key      ${toLine(key_id)} (from ${key.source ?? 'nowhere'})`,
    `scope    ${toLine(scopes.join(', '))}`,
    `project  ${is_for_every_project ? 'every one, now' : 'only'} ${toLine(meta.project_id)}`,
  ]);
  return EXIT.ok;
}
