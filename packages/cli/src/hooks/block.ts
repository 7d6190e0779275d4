/** Marks what is ours in a file of somebody else's. Each folder of a repository may have a block of its own. */
function marksOf(folder: string): { readonly begin: string; readonly end: string } {
  const name = folder === '' ? 'prompt-ledger' : `prompt-ledger in ${folder}`;
  return {
    begin: `# >>> ${name} >>> \`ledger hooks install\` wrote this and rewrites it`,
    end: `# <<< ${name} <<<`,
  };
}

/** The lines between the marks; null where there are none. */
export function findBlock(text: string, folder: string): string[] | null {
  const place = locate(text.split('\n'), folder);
  return place === null ? null : text.split('\n').slice(place.from + 1, place.to);
}

/**
 * Puts a block into a script, behind its first line where that names the interpreter: what comes later may end the script
 * (`exec`, `exit`). A block that is there is replaced where it stands.
 */
export function setBlock(text: string, folder: string, body: readonly string[]): string {
  const { begin, end } = marksOf(folder);
  const block = [begin, ...body, end];
  const lines = text.split('\n');
  const place = locate(lines, folder);
  if (place !== null)
    return [...lines.slice(0, place.from), ...block, ...lines.slice(place.to + 1)].join('\n');
  const head = lines[0]?.startsWith('#!') === true ? 1 : 0;
  return [...lines.slice(0, head), ...block, ...lines.slice(head)].join('\n');
}

export function removeBlock(text: string, folder: string): string {
  const lines = text.split('\n');
  const place = locate(lines, folder);
  if (place === null) return text;
  return [...lines.slice(0, place.from), ...lines.slice(place.to + 1)].join('\n');
}

/** Whether nothing is left of a script but the line that names its interpreter. */
export function isEmptyScript(text: string): boolean {
  return text.replace(/^#!.*/, '').trim() === '';
}

/** Why lines of sh cannot be put into a script; null where they can. */
export function whyNoShell(text: string): string | null {
  const [first = ''] = text.split('\n');
  if (!first.startsWith('#!') || /\b(?:sh|bash|dash|ash|zsh|ksh)\b/.test(first)) return null;
  return `it is no shell script: ${first.slice(2).trim()}`;
}

function locate(lines: readonly string[], folder: string): { from: number; to: number } | null {
  const { begin, end } = marksOf(folder);
  const mark = begin.slice(0, begin.indexOf(' `'));
  const from = lines.findIndex((line) => line.startsWith(mark));
  // A work tree on Windows may have got its lines with CRLF.
  const to = lines.findIndex((line, index) => index > from && line.trimEnd() === end);
  return from < 0 || to < 0 ? null : { from, to };
}
