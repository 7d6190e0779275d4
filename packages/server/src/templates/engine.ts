import { createRequire } from 'node:module';
import type { Environment } from 'minijinja-js';

const require = createRequire(import.meta.url);

interface Engine {
  readonly environment: Environment;
  /** All that this instance of the WebAssembly module has taken. */
  readonly memory: { readonly buffer: ArrayBuffer };
}

/** Loaded with the first template: WebAssembly takes 15 ms. */
let current: Engine | null = null;

/** Steps of one rendering: some 100 ms of a loop that does nothing, and more than any prompt needs. */
const FUEL = 1_000_000;
/** An instance never gives memory back, so one that grew beyond this is replaced. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024;
/** What one rendering may take: several times what a request and a prompt can hold. */
const MAX_GROWTH_BYTES = 64 * 1024 * 1024;

export type ParseResult =
  | { readonly kind: 'parsed' }
  | { readonly kind: 'refused'; readonly report: string }
  /** The parser itself gave up: nested too deeply, or far too long a line. */
  | { readonly kind: 'crashed' };

export type RenderResult =
  | { readonly kind: 'rendered'; readonly text: string }
  | { readonly kind: 'refused'; readonly report: string }
  | { readonly kind: 'too large' }
  | { readonly kind: 'crashed' };

/** Parses a template with the engine that renders it later. */
export function parseTemplate(template: string): ParseResult {
  const { environment } = (current ??= createEngine());
  try {
    quietly(() => environment.addTemplate('t', template));
    return { kind: 'parsed' };
  } catch (error) {
    const report = error instanceof Error ? error.message : '';
    if (report.startsWith('syntax error')) return { kind: 'refused', report };
    abandon(environment);
    current = null;
    return { kind: 'crashed' };
  } finally {
    if (current !== null) environment.removeTemplate('t');
  }
}

/**
 * Renders a template: an undefined value is refused, nothing is escaped, and the number of steps is bounded. Time and
 * memory of a single step are not (`"a" * 10**8`), so whoever renders what others wrote does it where it can be ended.
 *
 * @param values plain JSON data
 */
export function renderTemplate(template: string, values: Readonly<Record<string, unknown>>): RenderResult {
  const { environment, memory } = (current ??= createEngine());
  const before = memory.buffer.byteLength;
  try {
    const text = quietly(() => {
      environment.addTemplate('t', template);
      return environment.renderTemplate('t', values);
    });
    const growth = memory.buffer.byteLength - before;
    return growth > MAX_GROWTH_BYTES ? { kind: 'too large' } : { kind: 'rendered', text };
  } catch (error) {
    const report = error instanceof Error ? error.message : '';
    // Each of the engine's own sentences names the place; a trap has no such thing.
    if (/ \(in t:\d+\)$/m.test(report)) return { kind: 'refused', report };
    abandon(environment);
    current = null;
    return { kind: 'crashed' };
  } finally {
    if (current !== null) environment.removeTemplate('t');
    if (current !== null && memory.buffer.byteLength > MAX_KEPT_BYTES) {
      environment.free();
      current = null;
    }
  }
}

/** A fresh instance of the WebAssembly module: it lives as long as the CommonJS module that made it. */
function createEngine(): Engine {
  const file = require.resolve('minijinja-js');
  delete require.cache[file];
  // `__wasm` is wasm-bindgen's own, which its type declarations leave out.
  const module: typeof import('minijinja-js') & { __wasm: Pick<Engine, 'memory'> } = require(file);
  const environment = new module.Environment();
  environment.debug = true;
  environment.undefinedBehavior = 'strict';
  environment.keepTrailingNewline = true;
  environment.fuel = FUEL;
  return { environment, memory: module.__wasm.memory };
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
function quietly<T>(act: () => T): T {
  /* oxlint-disable no-console -- nothing is printed here; what would be is kept back */
  const { error } = console;
  console.error = () => {};
  try {
    return act();
  } finally {
    console.error = error;
  }
}
