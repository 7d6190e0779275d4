declare const __LEDGER_VERSION__: string | undefined;

/** The published version, which the build puts in; a run from source has none. */
export const VERSION = typeof __LEDGER_VERSION__ === 'string' ? __LEDGER_VERSION__ : '0.0.0-source';
