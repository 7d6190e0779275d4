/** The server's front door: `run` for the command line, `startServer` for who embeds it. */
export { run, type RunOptions } from './cli.ts';
export type { ServerConfig } from './config.ts';
export { Failure, type ExitCode } from './failure.ts';
export { startServer, type RunningServer, type ServerOptions } from './server.ts';
