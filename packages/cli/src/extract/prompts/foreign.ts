/** Code in a text shows braces of its own. */
const CODE = /```[\s\S]*?(?:```|$)|~~~[\s\S]*?(?:~~~|$)|`[^`\n]*`/g;

/** Placeholders of other template languages, each as it cannot well be anything else. */
const FOREIGN = [
  // {name}, {user.name} of Python and LangChain; not ${name}, \frac{a}{b}, attr={name}, import {name}
  /(?<![\w$\\{}=]|\b(?:import|export|const|let|var) )\{[A-Za-z_]\w*(?:\.\w+)*\}(?![}\w]| from\b| =)/,
  // <%= name %>
  /<%[=-]?\s*\w+(?:\.\w+)*\s*-?%>/,
  // {{#if name}}, {{/if}}, {{> part}}, {{{ name }}}
  /\{\{\{?\s*[#/^>&]\s*\w[^{}\n]*\}\}/,
  /\{\{\{\s*\w+(?:\.\w+)*\s*\}\}\}/,
  // {{ name | upper }}, {{ list(name) }}
  /(?<!\{)\{\{\s*\w+(?:\.\w+)*\s*(?:\||\()[^{}\n]*\}\}(?!\})/,
  // {% if name %}
  /\{%-?\s*(?:if|elif|else|endif|for|endfor|set|include|block|endblock|macro|raw)\b[^%\n]*%\}/,
];

/** The first placeholder of another template language in a text; null where there is none. */
export function findForeign(text: string): string | null {
  const prose = text.replace(CODE, (code) => ' '.repeat(code.length));
  let first: { readonly at: number; readonly found: string } | null = null;
  for (const pattern of FOREIGN) {
    const match = pattern.exec(prose);
    if (match && (!first || match.index < first.at)) first = { at: match.index, found: match[0] };
  }
  return first?.found ?? null;
}
