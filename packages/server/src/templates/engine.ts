import { createRequire } from 'node:module';
import type { Environment } from 'minijinja-js';

const require = createRequire(import.meta.url);

/** Loaded with the first template: WebAssembly takes 15 ms. */
let environment: Environment | null = null;

export type ParseResult =
  | { readonly kind: 'parsed' }
  | { readonly kind: 'refused'; readonly report: string }
  /** The parser itself gave up: nested too deeply, or far too long a line. */
  | { readonly kind: 'crashed' };

/** Parses a template with the engine that renders it later. */
export function parseTemplate(template: string): ParseResult {
  environment ??= createEnvironment();
  try {
    quietly(() => environment?.addTemplate('t', template));
    return { kind: 'parsed' };
  } catch (error) {
    const report = error instanceof Error ? error.message : '';
    if (report.startsWith('syntax error')) return { kind: 'refused', report };
    abandon(environment);
    environment = null;
    return { kind: 'crashed' };
  } finally {
    environment?.removeTemplate('t');
  }
}

/** A fresh instance of the WebAssembly module: it lives as long as the CommonJS module that made it. */
function createEnvironment(): Environment {
  const file = require.resolve('minijinja-js');
  delete require.cache[file];
  const module: typeof import('minijinja-js') = require(file);
  const fresh = new module.Environment();
  fresh.debug = true;
  return fresh;
}

/**
 * Leaves an instance that trapped. Its stack is broken, so it can neither be used nor freed: when the garbage
 * collector came to free it, the whole process would end. This tells the collector not to.
 */
function abandon(broken: Environment): void {
  // The method is wasm-bindgen's own; its type declarations leave it out.
  (broken as Environment & { __destroy_into_raw(): number }).__destroy_into_raw();
}

/** Without what a crash inside writes to console.error: a trace of WebAssembly that helps nobody. */
function quietly(parse: () => void): void {
  /* oxlint-disable no-console -- nothing is printed here; what would be is kept back */
  const { error } = console;
  console.error = () => {};
  try {
    parse();
  } finally {
    console.error = error;
  }
}
