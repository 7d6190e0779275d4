import { credentialsPath } from '@prompt-ledger/shared';
import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { forgetKey } from '../ledger/credentials.ts';

/** Forgets the API key of a server. The server is not asked: the key stays valid for whoever else has it. */
export async function logout(call: Call): Promise<ExitCode> {
  const { server } = await readSettings(call.context, call.flags);
  const file = credentialsPath(call.context);
  const forgotten = forgetKey(call.context, server);
  printResult(call, { server, file, forgotten }, () => [
    forgotten
      ? `The key for ${server} is no longer in ${file}. It is still valid: \`ledger keys revoke\` ends it.`
      : `There is no key for ${server} in ${file}.`,
  ]);
  return EXIT.ok;
}
