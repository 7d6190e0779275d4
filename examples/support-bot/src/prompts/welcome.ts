/** A plain constant: its `{{name}}` is a variable of the prompt. */
export const WELCOME = 'Hello {{name}}!';

/** Constants are folded, whatever way they are put together. */
export const SIGN_OFF_PROMPT =
  'Close every answer with one short sentence that offers further help, ' +
  ['and never', 'promise a date', 'for a fix'].join(' ') +
  '.';
