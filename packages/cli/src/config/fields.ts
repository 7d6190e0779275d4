/** What one key of the configuration may hold, in the words of its JSON schema. */
export interface Field {
  readonly type: 'url' | 'project' | 'text' | 'globs' | 'regex' | readonly string[];
  readonly description: string;
}

/** Every key of `ledger.config.json`. `ledger.config.schema.json` says the same to editors; a test keeps them equal. */
export const FIELDS = {
  $schema: { type: 'text', description: 'Where editors find this schema.' },
  server: {
    type: 'url',
    description: 'URL of the Prompt Ledger server. The variable LEDGER_URL and --server win over it.',
  },
  project: {
    type: 'project',
    description:
      'Project of the ledger. The variable LEDGER_PROJECT wins over it; without both it is the usual one of the key.',
  },
  include: {
    type: 'globs',
    description: 'Globs of the files to look at, relative to this file. Without it: every source file.',
  },
  exclude: { type: 'globs', description: 'Globs of files to leave out, relative to this file.' },
  match: {
    type: 'regex',
    description: 'A regular expression over names of exports, in place of the built-in one.',
  },
  naming: {
    type: ['export', 'path'],
    description: 'How a prompt is named: by its export (the default), or by its path and export.',
  },
  placeholders: {
    type: ['mustache', 'none'],
    description:
      'Whether {{ name }} in a plain text is a variable (mustache, the default) or literal text (none).',
  },
} as const satisfies Record<string, Field>;

/** A configuration as its author wrote it, checked. */
export interface ConfigValues {
  readonly $schema?: string;
  readonly server?: string;
  readonly project?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly match?: string;
  readonly naming?: 'export' | 'path';
  readonly placeholders?: 'mustache' | 'none';
}
