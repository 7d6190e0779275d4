/** Turns globs into one test over paths: `*`, `**`, `?`, `[ab]`, `{a,b}`, and `\` before a character meant as itself. */
export function matchesAny(globs: readonly string[]): (path: string) => boolean {
  const expressions = globs.map((glob) => new RegExp(`^${toExpression(glob.replace(/^\.\//, ''))}$`, 'u'));
  return (path) => expressions.some((expression) => expression.test(path));
}

function toExpression(glob: string): string {
  let result = '';
  let depth = 0;
  for (let at = 0; at < glob.length; at += 1) {
    const character = glob[at] ?? '';
    if (character === '\\') {
      at += 1;
      result += escape(glob[at] ?? '\\');
    } else if (character === '*' && glob[at + 1] === '*') {
      const slash = glob[at + 2] === '/';
      const more = slash ? ['*', '/**'] : ['*'];
      while (more.some((next) => glob.startsWith(next, at + 1))) at += 1;
      if (slash) at += 1;
      // `**/` is any folders or none; a `**` at the end is everything below.
      result += slash ? '(?:[^/]+/)*' : '.*';
    } else if (character === '*') {
      while (glob[at + 1] === '*') at += 1;
      result += '[^/]*';
    } else if (character === '?') {
      result += '[^/]';
    } else if (character === '[' && glob.indexOf(']', at + 2) > 0) {
      const end = glob.indexOf(']', at + 2);
      const inner = glob
        .slice(at + 1, end)
        .replace(/^!/, '^')
        .replace(/[\\[\]]/g, '\\$&');
      result += `[${inner}]`;
      at = end;
    } else if (character === '{' && glob.indexOf('}', at) > 0) {
      depth += 1;
      result += '(?:';
    } else if (character === '}' && depth > 0) {
      depth -= 1;
      result += ')';
    } else if (character === ',' && depth > 0) {
      result += '|';
    } else {
      result += escape(character);
    }
  }
  return result + ')'.repeat(depth);
}

function escape(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
