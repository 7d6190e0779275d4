import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';
import { findPackage } from '../location.ts';

const SERVER = '@prompt-ledger/server';

/** What the server package exports for us; it answers the exit code. */
interface ServerModule {
  run(argv: readonly string[]): Promise<number>;
}

/**
 * Hands a whole command line over to the server package, which is heavy and therefore installed apart.
 *
 * @param argv from the command's name on: `['serve', '--port', '8401']`
 * @throws {CliError} `no_server_package` with the one command that gets it
 */
export async function handOver(context: Context, argv: readonly string[]): Promise<number> {
  const entry = findPackage(SERVER, context.cwd, context.script);
  if (entry === null) {
    throw new CliError(
      'no_server_package',
      `\`ledger ${argv[0]}\` needs the package ${SERVER}, which is not installed here.`,
      `Run: npm install --save-dev ${SERVER}`,
    );
  }
  const server = await context.load(entry);
  if (!isServer(server)) {
    const hint = `Run: npm install --save-dev ${SERVER}@latest`;
    throw new CliError(
      'no_server_package',
      `The installed ${SERVER} does not fit this version of ledger.`,
      hint,
    );
  }
  return server.run(argv);
}

function isServer(module: unknown): module is ServerModule {
  return typeof module === 'object' && module !== null && 'run' in module && typeof module.run === 'function';
}
