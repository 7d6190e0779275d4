/*
 * What a file exports, told from its text: parsing costs a hundred times as much. Whatever may be a prompt must be seen;
 * to see one too many costs a parse. Each search goes through the text once, as a file may be five megabytes of anything.
 * Comments between the words are not thought of.
 */

/** `export const name`, `export default async function name`, `export default <expression>` */
const DECLARED =
  /\bexport\s+((?:(?:default|declare|abstract|async|const|let|var|class|function)\b[\s*]*)*)([^\s=:;,.(){}[\]<>*'"`]+|\S)?/g;
/** `export = name` */
const ASSIGNED = /\bexport\s*=\s*([\w$]+)/g;
/** Without a word before it, what does not begin a value that is declared here. */
const NO_VALUE = /^(?:type|interface|enum|namespace|module|import|as|[{*])$/;
/** `export { a as b }`, `export const { a } = …` */
const LISTED = /\bexport\s*(?:(const|let|var)\b\s*)?[{[]/g;
const FROM = /\s*from\b/y;
/** `export const a = 1, b = 2` */
const DECLARATION = /\bexport\s+(?:declare\s+)?(?:const|let|var)\b/g;
/** `exports.name = …`, `module.exports = name` */
const COMMON = /\bexports\s*(?:\.|\[|=)\s*['"]?([^\s=:;,.(){}[\]<>*'"`]*)/g;
/** Whatever may stand in it. */
const COMMON_OBJECT = /\bexports\s*=\s*\{/;
/** `class A { static readonly name = …` */
const STATIC = /\bstatic\s+(?:(?:readonly|override)\s+)*([^\s=:;,.(){}[\]<>*'"`]+)/g;
/** `export class`, `export const a = {`, `export default [`, `export const a = new B({`: what has members. */
const HAS_MEMBERS =
  /\bexport\s+(?:(?:default|abstract|declare)\s+)*(?:(?:const|let|var)\s+[\w$]+\s*(?::[^=\n]*)?=\s*)?(?:class\b|(?:(?:new\s+)?[\w$.]+(?:<[^\n(]*>)?\(\s*)?[{[])/;
/** `static async name(`, `static get name(`, over as many lines as it likes */
const STATIC_METHOD = /\bstatic\s+(?:(?:override|async|get)\s+)+([A-Za-z_$][\w$]*)/g;
/** `name: '…'`, `name: (a) =>`, `async name(a) {`, first in a line or behind another: a member that may have text. */
const MEMBER =
  /(?:^[ \t]+|[{},;][ \t]*)(?:(?:public|protected|override|static|async)\s+)*([A-Za-z_$][\w$]*)(?:\([^\n;{]{0,200}\{|[ \t]*:\s*(?:[`'"[]|async\b|\([^\n;]{0,200}?=>))/gm;

/**
 * Whether a text may export a value by a name that is wanted.
 *
 * @param wanted a pattern without flags that remember; it is tried on names, and on text that has names in it
 */
export function exportsName(text: string, wanted: RegExp): boolean {
  return (
    someMatch(text, DECLARED, ([, , name = '']) => wanted.test(name)) ||
    someMatch(text, ASSIGNED, ([, name = '']) => wanted.test(name)) ||
    hasListed(text, wanted) ||
    hasFurther(text, wanted) ||
    someMatch(text, STATIC, ([, name = '']) => wanted.test(name)) ||
    hasCommon(text, wanted)
  );
}

/** Whether a text may export a class or an object that has a member of a name that is wanted. */
export function exportsMember(text: string, wanted: RegExp): boolean {
  if (!HAS_MEMBERS.test(text)) return false;
  return [MEMBER, STATIC_METHOD].some((of) => someMatch(text, of, ([, name = '']) => wanted.test(name)));
}

/** Whether a text may export any value of its own. */
export function exportsValue(text: string): boolean {
  return (
    someMatch(text, DECLARED, ([, words, name = '']) => words !== '' || !NO_VALUE.test(name)) ||
    hasListed(text, /./) ||
    text.includes('exports')
  );
}

function someMatch(text: string, pattern: RegExp, test: (match: RegExpExecArray) => boolean): boolean {
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    if (test(match)) return true;
  }
  return false;
}

/** What is only handed on from another file is found there. */
function hasListed(text: string, wanted: RegExp): boolean {
  return someMatch(text, LISTED, (match) => {
    const start = LISTED.lastIndex;
    let end = start;
    while (end < text.length && text[end] !== '}' && text[end] !== ']') end += 1;
    LISTED.lastIndex = end;
    FROM.lastIndex = end + 1;
    return (match[1] !== undefined || !FROM.test(text)) && wanted.test(text.slice(start, end));
  });
}

/** The names behind the first of a declaration. */
function hasFurther(text: string, wanted: RegExp): boolean {
  return someMatch(text, DECLARATION, () => {
    const { end, found } = readDeclaration(text, DECLARATION.lastIndex, wanted);
    DECLARATION.lastIndex = end;
    return found;
  });
}

/** A name or pattern that a comma leads to. */
const DECLARATOR = /\s*([^\s=:;,.()}\]<>*'"`]+)/y;
/** What is looked for its end again and again must not be far away. */
const LONGEST_REGEX = 200;
const BEGINS_REGEX = /(?:[(,=:[!&|?{};+\-*%<>~^\n]|\b(?:return|typeof|case|in|of|void))$/;

/**
 * Goes from bracket to bracket to the end of a declaration. What is taken wrongly (a regular expression for a division,
 * the text of JSX) only moves the end, and the next `export` at the start of a line is always one.
 */
function readDeclaration(text: string, start: number, wanted: RegExp): { end: number; found: boolean } {
  let depth = 0;
  let at = start;
  for (; at < text.length; at += 1) {
    switch (text[at]) {
      case '(':
      case '[':
      case '{':
        depth += 1;
        break;
      case ')':
      case ']':
      case '}':
        depth = Math.max(0, depth - 1);
        break;
      case '"':
      case "'":
        at = endOfString(text, at);
        break;
      case '`':
        at = endOfTemplate(text, at);
        break;
      case '/':
        at = endOfSlash(text, at);
        break;
      case '\n':
        if (text.startsWith('export', at + 1)) return { end: at, found: false };
        break;
      case ';':
        if (depth === 0) return { end: at, found: false };
        break;
      case ',': {
        if (depth > 0) break;
        DECLARATOR.lastIndex = at + 1;
        const name = DECLARATOR.exec(text)?.[1];
        // The names in a pattern are not looked for.
        if (name !== undefined && (/^[{[]/.test(name) || wanted.test(name))) return { end: at, found: true };
        break;
      }
      default:
    }
  }
  return { end: at, found: false };
}

/** At its other quote, or where its line ends. */
function endOfString(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at += 1) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === quote) return at;
    else if (text[at] === '\n') return at - 1;
  }
  return text.length;
}

/** Code inside of it is passed over with it, templates in there as well. */
function endOfTemplate(text: string, start: number): number {
  /** How many braces are open in each `${` that we are in. */
  const holes: number[] = [];
  let inText = true;
  for (let at = start + 1; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (inText && character === '$' && text[at + 1] === '{') {
      holes.push(0);
      inText = false;
      at += 1;
    } else if (inText && character === '`') {
      if (holes.length === 0) return at;
      inText = false;
    } else if (!inText && character === '`') inText = true;
    else if (!inText && character === '{') holes[holes.length - 1] = (holes.at(-1) ?? 0) + 1;
    else if (!inText && character === '}') {
      if (holes.at(-1) === 0) {
        holes.pop();
        inText = true;
      } else holes[holes.length - 1] = (holes.at(-1) ?? 1) - 1;
    }
  }
  return text.length;
}

/** A comment, a regular expression, or a division. */
function endOfSlash(text: string, start: number): number {
  if (text[start + 1] === '*') {
    const end = text.indexOf('*/', start + 2);
    return end < 0 ? text.length : end + 1;
  }
  if (text[start + 1] === '/') {
    const end = text.indexOf('\n', start);
    return end < 0 ? text.length : end - 1;
  }
  if (!BEGINS_REGEX.test(text.slice(Math.max(0, start - 12), start).replace(/[ \t\r]+$/, ''))) return start;
  let inClass = false;
  const most = Math.min(text.length, start + LONGEST_REGEX);
  for (let at = start + 1; at < most; at += 1) {
    const character = text[at];
    if (character === '\n') return start;
    if (character === '\\') at += 1;
    else if (character === '[') inClass = true;
    else if (character === ']') inClass = false;
    else if (character === '/' && !inClass) return at;
  }
  return start;
}

/** In an object anything may have the name, however deep. */
function hasCommon(text: string, wanted: RegExp): boolean {
  if (someMatch(text, COMMON, ([, name = '']) => wanted.test(name))) return true;
  const object = COMMON_OBJECT.exec(text);
  return object !== null && wanted.test(text.slice(object.index));
}
