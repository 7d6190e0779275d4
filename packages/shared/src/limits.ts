/** Largest request body the server reads, in bytes. */
export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/** Longest template, in UTF-16 code units. */
export const MAX_TEMPLATE_LENGTH = 1024 * 1024;

/** Most prompts in one registration. */
export const MAX_BATCH_PROMPTS = 10_000;
