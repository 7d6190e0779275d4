declare const __LEDGER_VERSION__: string | undefined;
declare const __LEDGER_EXTRACTOR__: string | undefined;

/** The published version, which the build puts in; a run from source has none. */
export const VERSION = typeof __LEDGER_VERSION__ === 'string' ? __LEDGER_VERSION__ : '0.0.0-source';

/** A hash of all code that decides what is extracted, which the build puts in. */
export const EXTRACTOR = typeof __LEDGER_EXTRACTOR__ === 'string' ? __LEDGER_EXTRACTOR__ : null;
