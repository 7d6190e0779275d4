/** JSON as tsconfig.json allows it, with comments and trailing commas; undefined where it is neither. */
export function parseJsonc(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      return JSON.parse(toJson(text));
    } catch {
      return undefined;
    }
  }
}

/** A string, a comment, or a comma before a closing bracket; strings are matched so that they stay as they are. */
const TOKEN = /"(?:[^"\\]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g;

function toJson(text: string): string {
  const plain = text.replace(TOKEN, (token) => (token.startsWith('"') ? token : ' '));
  return plain.replace(/"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])/g, (token) => (token === ',' ? '' : token));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
