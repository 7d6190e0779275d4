/** Largest request body the server reads, in bytes. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Most values (numbers, texts, lists, objects) in one request body. */
export const MAX_BODY_VALUES = 1_000_000;

/** Longest template, in UTF-16 code units. */
export const MAX_TEMPLATE_LENGTH = 1024 * 1024;

/** Most prompts in one registration. */
export const MAX_BATCH_PROMPTS = 10_000;

/** Longest rendered prompt, in bytes of UTF-8; what is longer is cut. */
export const MAX_RENDERED_BYTES = 200 * 1024;

/** Longest response of a model, in bytes of UTF-8; what is longer is cut. */
export const MAX_RESPONSE_BYTES = 500 * 1024;

/** Most values for a template, those within lists and objects counted. */
export const MAX_VALUE_COUNT = 200_000;

/** How deeply the values for a template may be nested. */
export const MAX_VALUE_DEPTH = 64;
