declare const __LEDGER_VERSION__: string | undefined;

/** Put in by the build; a run from source has none. */
export const VERSION = typeof __LEDGER_VERSION__ === 'string' ? __LEDGER_VERSION__ : '0.0.0-source';
