import { findProjectNameProblem } from '@prompt-ledger/shared';
import { matchesAny } from '../extract/discover/globs.ts';
import { suggest } from '../suggest.ts';
import { FIELDS, type ConfigValues, type Field } from './fields.ts';
import { parseServerUrl } from './server-url.ts';

/** One thing wrong with a configuration: where in the JSON, whether its key or its value, and a full sentence. */
export interface ConfigProblem {
  readonly path: readonly (string | number)[];
  readonly at: 'key' | 'value';
  readonly message: string;
}

const SECRET_KEYS = /^(api[-_]?)?(key|token|secret|password)$/i;

/** Checks a parsed configuration whole, so that all mistakes come at once. */
export function validateConfig(value: unknown): { values: ConfigValues; problems: ConfigProblem[] } {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      values: {},
      problems: [problem([], `The configuration must be an object, not ${kindOf(value)}.`)],
    };
  }
  const problems = Object.entries(value).flatMap(([key, held]) => checkKey(key, held));
  return { values: problems.length === 0 ? value : {}, problems };
}

function checkKey(key: string, value: unknown): ConfigProblem[] {
  const field = findField(key);
  if (field !== null) return checkValue(key, field, value);
  if (SECRET_KEYS.test(key)) {
    const advice = 'Keys do not belong in a file that is committed: set LEDGER_API_KEY instead.';
    return [{ path: [key], at: 'key', message: `"${key}" is not read from here. ${advice}` }];
  }
  const near = suggest(key, Object.keys(FIELDS));
  const advice = near === null ? `Known keys: ${Object.keys(FIELDS).join(', ')}.` : `Did you mean "${near}"?`;
  return [{ path: [key], at: 'key', message: `Unknown key "${key}". ${advice}` }];
}

function findField(key: string): Field | null {
  return Object.hasOwn(FIELDS, key) ? FIELDS[key as keyof typeof FIELDS] : null;
}

function checkValue(key: string, { type }: Field, value: unknown): ConfigProblem[] {
  if (typeof type === 'object') {
    if (typeof value === 'string' && type.includes(value)) return [];
    return [
      problem([key], `"${key}" must be ${type.map((one) => `"${one}"`).join(' or ')}, not ${show(value)}.`),
    ];
  }
  if (type === 'globs') return checkGlobs(key, value);
  if (typeof value !== 'string') return [problem([key], `"${key}" must be a string, not ${kindOf(value)}.`)];
  if (type === 'url') return checkUrl(key, value);
  if (type === 'project') return checkProject(key, value);
  return type === 'regex' ? checkRegex(key, value) : [];
}

function checkGlobs(key: string, value: unknown): ConfigProblem[] {
  if (!Array.isArray(value)) {
    return [problem([key], `"${key}" must be a list of globs, like ["src/**"], not ${kindOf(value)}.`)];
  }
  return value.flatMap((glob: unknown, index) => {
    if (typeof glob !== 'string' || glob === '') {
      const message = `Each glob in "${key}" must be a string with something in it, not ${show(glob)}.`;
      return [problem([key, index], message)];
    }
    const reason = findPatternProblem(() => matchesAny([glob]));
    return reason === null
      ? []
      : [problem([key, index], `${show(glob)} in "${key}" is not a glob: ${reason}.`)];
  });
}

function checkUrl(key: string, value: string): ConfigProblem[] {
  const read = parseServerUrl(value);
  return 'problem' in read ? [problem([key], `"${key}" ${read.problem}.`)] : [];
}

function checkProject(key: string, value: string): ConfigProblem[] {
  const reason = findProjectNameProblem(value);
  return reason === null ? [] : [problem([key], `"${key}" ${reason}.`)];
}

function checkRegex(key: string, value: string): ConfigProblem[] {
  if (value === '')
    return [problem([key], `"${key}" must not be empty: leave it out for the built-in expression.`)];
  // As extraction compiles it.
  const reason = findPatternProblem(() => new RegExp(value, 'u'));
  return reason === null ? [] : [problem([key], `"${key}" is not a regular expression: ${reason}.`)];
}

/** Why a pattern does not compile, in the words of the engine; null where it does. */
function findPatternProblem(compile: () => unknown): string | null {
  try {
    compile();
    return null;
  } catch (error) {
    return error instanceof Error
      ? error.message.replace(/^Invalid regular expression: /, '')
      : String(error);
  }
}

function problem(path: readonly (string | number)[], message: string): ConfigProblem {
  return { path, at: 'value', message };
}

function show(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : kindOf(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `${typeof value === 'undefined' ? 'nothing' : `a ${typeof value}`}`;
}
