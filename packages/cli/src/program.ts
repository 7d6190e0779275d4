import type { Option } from './command.ts';

/** Options that every command takes. */
export const GLOBAL_OPTIONS: readonly Option[] = [
  {
    flags: '--server <url>',
    description: 'address of the server (else LEDGER_URL, the configuration, http://127.0.0.1:8400)',
  },
  { flags: '--json', description: 'print the result, and an error on stderr, as JSON' },
  { flags: '--no-color', description: 'plain text (as with NO_COLOR)' },
  { flags: '--no-pager', description: 'do not page long results (as with an empty LEDGER_PAGER)' },
  { flags: '--no-cache', description: 'read every file again (as with LEDGER_CACHE=0)' },
  { flags: '--verbose', description: 'say more, also about the cause of an error' },
];

/** Commands of the server package, which reads all that follows them itself. */
export const SERVER_COMMANDS = [
  { name: 'serve', summary: 'start a server (package @prompt-ledger/server)' },
  { name: 'worker', summary: 'start a process that only runs queued executions' },
  { name: 'prune', summary: 'drop the executions of old months' },
  { name: 'migrate', summary: "change the schema of the server's database" },
] as const;
