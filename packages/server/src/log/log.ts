import { pino } from 'pino';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export const LOG_FORMATS = ['text', 'json'] as const;

export interface LogSettings {
  /** JSON for machines, one object a line; text for a terminal. */
  readonly format: (typeof LOG_FORMATS)[number];
  readonly level: (typeof LOG_LEVELS)[number];
}

type Facts = Readonly<Record<string, string | number | null>>;

/** What the operator hears. Messages and facts hold no secret and no text of a prompt. */
export interface Log {
  debug(message: string, facts?: Facts): void;
  info(message: string, facts?: Facts): void;
  error(message: string, facts?: Facts): void;
}

/** @param write takes whole lines; default: stderr */
export function createLog(
  { format, level }: LogSettings,
  write: (lines: string) => void = (lines) => process.stderr.write(lines),
): Log {
  return format === 'json' ? createJsonLog(level, write) : createTextLog(level, write);
}

function createJsonLog(level: LogSettings['level'], write: (lines: string) => void): Log {
  const logger = pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return {
    debug: (message, facts) => logger.debug(facts ?? {}, message),
    info: (message, facts) => logger.info(facts ?? {}, message),
    error: (message, facts) => logger.error(facts ?? {}, message),
  };
}

/** The message as it is; facts only where there is nobody to read JSON for them. */
function createTextLog(level: LogSettings['level'], write: (lines: string) => void): Log {
  const least = LOG_LEVELS.indexOf(level);
  const at =
    (own: LogSettings['level']) =>
    (message: string, facts: Facts = {}) => {
      if (LOG_LEVELS.indexOf(own) < least) return;
      const said = Object.entries(facts)
        .filter(([, value]) => value !== null)
        .map(([name, value]) => `  ${name}=${value}`);
      write(`${message}${said.join('')}\n`);
    };
  return { debug: at('debug'), info: at('info'), error: at('error') };
}
