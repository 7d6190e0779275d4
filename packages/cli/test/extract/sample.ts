import { createRequire } from 'node:module';
import { extract, DEFAULT_EXTRACT_OPTIONS } from '../../src/extract/index.ts';
import type { ExtractedPrompt, Extraction, ExtractOptions, StaticPrompt } from '../../src/extract/index.ts';
import type { Source } from '../../src/sources/source.ts';

export type Files = Readonly<Record<string, string>>;

/** A source of files that a test writes down. */
export function sourceOf(files: Files): Source {
  return { paths: Object.keys(files).toSorted(), read: (path) => files[path] ?? null };
}

export function extractFrom(files: Files | string, options: Partial<ExtractOptions> = {}): Extraction {
  const sample = typeof files === 'string' ? { 'prompts.ts': files } : files;
  return extract(sourceOf(sample), { ...DEFAULT_EXTRACT_OPTIONS, ...options });
}

/** The one prompt of a sample. */
export function only(files: Files | string, options: Partial<ExtractOptions> = {}): ExtractedPrompt {
  const { prompts, diagnostics } = extractFrom(files, options);
  const [prompt] = prompts;
  if (!prompt || prompts.length !== 1) {
    throw new Error(`expected one prompt: ${JSON.stringify({ prompts, diagnostics }, null, 2)}`);
  }
  return prompt;
}

/** The one prompt of a sample, which must be known. */
export function known(files: Files | string, options: Partial<ExtractOptions> = {}): StaticPrompt {
  const prompt = only(files, options);
  if (prompt.status !== 'ok') {
    throw new Error(`dynamic: ${JSON.stringify(extractFrom(files, options).diagnostics, null, 2)}`);
  }
  return prompt;
}

/** The template of the one prompt of a sample. */
export function templateOf(files: Files | string, options: Partial<ExtractOptions> = {}): string {
  return known(files, options).template;
}

/** Why the one prompt of a sample is dynamic. */
export function reasonOf(files: Files | string, options: Partial<ExtractOptions> = {}): string {
  const { prompts, diagnostics } = extractFrom(files, options);
  if (prompts.length !== 1 || prompts[0]?.status !== 'dynamic') {
    throw new Error(`expected one dynamic prompt: ${JSON.stringify({ prompts, diagnostics }, null, 2)}`);
  }
  return diagnostics.find(({ code }) => code.startsWith('DYN_'))?.code ?? 'none';
}

type Jinja = typeof import('minijinja-js');

/** Renders as the server does: strict, nothing trimmed. */
export function render(template: string, values: unknown): string {
  const { Environment } = createRequire(import.meta.url)('minijinja-js') as Jinja;
  const environment = new Environment();
  environment.keepTrailingNewline = true;
  environment.undefinedBehavior = 'strict';
  return environment.renderStr(template, values as Record<string, unknown>);
}
