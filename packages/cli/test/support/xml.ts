export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
  readonly text: string;
}

const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const TOKEN = /<\?xml [^?]*\?>|<\/([\w:.-]+)\s*>|<([\w:.-]+)((?:\s+[\w:.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/gy;
const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Reads the XML that tools write: elements, attributes, text. Strict: it throws at whatever XML 1.0 does not allow. */
export function parseXml(xml: string): Element {
  if (NOT_XML.test(xml)) throw new Error('A character that XML has not.');
  const root = { name: '', attributes: {}, children: [] as Element[], text: '' };
  const open = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < xml.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(xml);
    if (!token) throw new Error(`Not well-formed: ${xml.slice(at, at + 60)}`);
    const [, closing, opening, attributes = '', empty, text] = token;
    const inner = open.at(-1) ?? root;
    if (closing !== undefined) {
      if (inner.name !== closing || open.length === 1)
        throw new Error(`</${closing}> closes <${inner.name}>`);
      open.pop();
    } else if (opening !== undefined) {
      const element = { name: opening, attributes: readAttributes(attributes), children: [], text: '' };
      inner.children.push(element);
      if (empty === '') open.push(element);
    } else if (text !== undefined) {
      inner.text += decode(text);
    }
  }
  const [only, ...others] = root.children;
  if (!only || others.length > 0 || open.length > 1 || root.text.trim() !== '')
    throw new Error('Not one element');
  return only;
}

function readAttributes(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/([\w:.-]+)="([^"]*)"/g)) {
    if (Object.hasOwn(found, name)) throw new Error(`${name} comes twice`);
    found[name] = decode(value);
  }
  return found;
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d+);|(\w+);)?/g, (whole, code?: string, name = '') => {
    const character = code === undefined ? ENTITIES[name] : String.fromCodePoint(Number(code));
    if (character === undefined) throw new Error(`Not an entity: ${whole}`);
    return character;
  });
}
