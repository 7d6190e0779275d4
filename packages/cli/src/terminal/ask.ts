import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';

/** Questions to somebody at a terminal. They and their answers are on stderr: stdout is for results. */
export interface Asker {
  text(question: Question): Promise<string>;
  /** What is typed is not shown. */
  secret(question: string): Promise<string>;
  confirm(question: string, usual: boolean): Promise<boolean>;
}

export interface Question {
  readonly message: string;
  readonly usual?: string;
  readonly validate?: (answer: string) => string | undefined;
}

/** @returns null where nobody can answer */
export function findAsker(context: Context): Asker | null {
  const { input, output } = context.terminal ?? {};
  if (input === undefined || output === undefined || context.env['CI']) return null;
  const streams = { input, output, withGuide: false };
  return {
    text: async ({ message, usual, validate }) => {
      const { text } = await import('@clack/prompts');
      return answered(
        await text({
          ...streams,
          message,
          ...(usual === undefined ? {} : { placeholder: usual, defaultValue: usual }),
          ...(validate === undefined ? {} : { validate: (answer = '') => validate(answer) }),
        }),
      );
    },
    secret: async (message) => {
      const { password } = await import('@clack/prompts');
      return answered(await password({ ...streams, message }));
    },
    confirm: async (message, usual) => {
      const { confirm } = await import('@clack/prompts');
      return answered(await confirm({ ...streams, message, initialValue: usual }));
    },
  };
}

/** Esc and Ctrl-C are answered with a symbol. */
function answered<T>(answer: T): Exclude<T, symbol> {
  if (typeof answer === 'symbol') throw new CliError('interrupted', 'Nothing was done.');
  // What is no symbol is the answer; the compiler cannot tell that of an unknown T.
  return answer as Exclude<T, symbol>;
}
