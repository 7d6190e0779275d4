import { toText, type CommandFamily } from '../command.ts';

export const keys: CommandFamily = {
  usage: 'keys',
  summary: 'make, list and revoke API keys',
  description:
    'API keys of the server. A key may read, sync (change prompts), promote (move protected labels), execute, or all of it and more (admin), in one project or in every one. Needs a key with the scope admin.',
  commands: [
    {
      usage: 'create <name>',
      summary: 'make a key',
      description:
        'Makes a key and prints it on stdout, this once: the server keeps no more than its hash. It is for one project unless said otherwise.',
      options: [
        {
          flags: '--scopes <list>',
          description: 'what it may do: read, sync, promote, execute, admin (read,sync)',
        },
        { flags: '--project <name>', description: 'in which project (else the one that is configured)' },
        { flags: '--all-projects', description: 'in every project' },
        { flags: '--expires <days>', description: 'ends by itself after so many days' },
      ],
      examples: [
        ['ledger keys create CI', 'for `ledger sync` in CI'],
        ['ledger keys create app --scopes execute --expires 90', 'for an application, for 90 days'],
        ['ledger keys create CI | gh secret set LEDGER_API_KEY', 'without showing it'],
      ],
      act: async (call, [name], { scopes, project, allProjects, expires }) => {
        const { createKey, readDays } = await import('../commands/keys.ts');
        return createKey(call, toText(name), {
          scopes: typeof scopes === 'string' ? scopes : null,
          project: typeof project === 'string' ? project : null,
          allProjects: allProjects === true,
          expiresInDays: typeof expires === 'string' ? readDays(expires) : null,
        });
      },
    },
    {
      usage: 'list',
      summary: 'list the keys',
      description:
        'Lists the keys of the project, with when they were last used; to a key of every project, all.',
      options: [{ flags: '--all', description: 'also those that were revoked or have expired' }],
      examples: [['ledger keys list', 'the keys that are good']],
      act: async (call, _args, { all }) => {
        const { listKeys } = await import('../commands/keys.ts');
        return listKeys(call, { all: all === true });
      },
    },
    {
      usage: 'revoke <key>',
      summary: 'end a key',
      description: 'Ends a key at once, by its name or id.',
      examples: [['ledger keys revoke CI', 'the key that is called CI']],
      act: async (call, [key]) => {
        const { revokeKey } = await import('../commands/keys.ts');
        return revokeKey(call, toText(key));
      },
    },
  ],
};
