/** The code of a template without its text, in the small ASCII dialect that its parser can be trusted with. */
export interface TemplateCode {
  readonly source: string;
  /** A string literal of `source` is a number: its text is here. */
  readonly strings: readonly string[];
  /** An identifier `__name_<n>` of `source` is the n-th of these, which has letters beyond ASCII. */
  readonly names: readonly string[];
}

/** How much code is read; what is read of it is taken away. */
export interface CodeBudget {
  left: number;
}

const RAW = /^\{%[-+]?\s*raw\s*[-+]?%\}$/;
const END_RAW = /\{%[-+]?\s*endraw\s*[-+]?%\}/g;
const SPACE = /\s+/y;
const IDENTIFIER = /[\p{L}_][\p{L}\p{N}\p{M}_]*/uy;

/**
 * Cuts the tags `{{ … }}` and `{% … %}` out of a template. Text, comments and `{% raw %}` blocks have no variables;
 * strings, long blanks and foreign letters are what the parser reads wrongly or slowly, so it never sees them.
 *
 * Time is linear in the template's length, whatever is in it.
 *
 * @returns null when a tag, a string or a raw block has no end, or when there is more code than the budget has left
 */
export function extractCode(template: string, budget: CodeBudget): TemplateCode | null {
  const strings: string[] = [];
  const names: string[] = [];
  const tags: string[] = [];
  let position = 0;
  for (;;) {
    const start = findTag(template, position);
    if (start < 0) return { source: tags.join(''), strings, names };
    if (template[start + 1] === '#') {
      const end = template.indexOf('#}', start + 2);
      if (end < 0) return null;
      position = end + 2;
      continue;
    }
    const tag = readTag(template, start, strings, names);
    if (tag === null) return null;
    budget.left -= tag.end - start;
    if (budget.left < 0) return null;
    position = tag.end;
    if (RAW.test(tag.code)) {
      END_RAW.lastIndex = position;
      if (!END_RAW.test(template)) return null;
      position = END_RAW.lastIndex;
    } else {
      tags.push(tag.code);
    }
  }
}

function findTag(template: string, from: number): number {
  for (let at = template.indexOf('{', from); at >= 0; at = template.indexOf('{', at + 1)) {
    const next = template[at + 1];
    if (next === '{' || next === '%' || next === '#') return at;
  }
  return -1;
}

/** Reads one tag from its opening brace to behind its end. A `}}` inside a dictionary does not end it. */
function readTag(
  template: string,
  start: number,
  strings: string[],
  names: string[],
): { readonly code: string; readonly end: number } | null {
  const close = template[start + 1] === '{' ? '}}' : '%}';
  const code = [template.slice(start, start + 2)];
  let depth = 0;
  let at = start + 2;
  while (at < template.length) {
    const char = template[at] ?? '';
    if (depth === 0 && template.startsWith(close, at)) {
      code.push(close);
      return { code: code.join(''), end: at + 2 };
    }
    if (char === '"' || char === "'") {
      const text = readString(template, at);
      if (text === null) return null;
      code.push(`"${strings.push(text.value) - 1}"`);
      at = text.end;
      continue;
    }
    const space = match(SPACE, template, at);
    if (space !== null) {
      code.push(' ');
      at += space.length;
      continue;
    }
    const identifier = match(IDENTIFIER, template, at);
    if (identifier !== null) {
      code.push(/^\w+$/.test(identifier) ? identifier : `__name_${names.push(identifier) - 1}`);
      at += identifier.length;
      continue;
    }
    if (char === '{') depth += 1;
    if (char === '}') depth -= 1;
    code.push(char);
    at += 1;
  }
  return null;
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v' };

function readString(
  template: string,
  start: number,
): { readonly value: string; readonly end: number } | null {
  const quote = template[start];
  const parts: string[] = [];
  let from = start + 1;
  for (let at = from; at < template.length; at += 1) {
    const char = template[at];
    if (char === quote) {
      parts.push(template.slice(from, at));
      return { value: parts.join(''), end: at + 1 };
    }
    if (char === '\\') {
      const escaped = template[at + 1] ?? '';
      parts.push(template.slice(from, at), ESCAPES[escaped] ?? escaped);
      at += 1;
      from = at + 1;
    }
  }
  return null;
}
