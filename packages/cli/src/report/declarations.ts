import { parsePath, type Variable } from '@prompt-ledger/shared';

/** A prompt as declarations see it. */
export interface Declared {
  readonly name: string;
  readonly variables: readonly Variable[];
}

/** What a variable may be given: its own value, properties, or items of a list. */
interface Shape {
  required: boolean;
  type: string | null;
  readonly properties: Map<string, Shape>;
  item: Shape | null;
}

const HEADER = `// Written by \`ledger types\`. Do not edit: \`ledger types --check\` fails when it is stale.

/** The variables of each prompt, by the name of the prompt. */
`;

/**
 * Builds a TypeScript declaration file of all prompts and their variables, so that a misspelt prompt or a forgotten
 * variable does not compile. The same prompts always give the same bytes, in whatever order they come.
 */
export function buildDeclarations(prompts: readonly Declared[]): string {
  const members = prompts
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, variables }) => `  ${key(name)}: ${print(shapeOf(variables), '  ')};\n`);
  return `${HEADER}export interface PromptVariables {\n${members.join('')}}\n\nexport type PromptName = keyof PromptVariables;\n`;
}

function shapeOf(variables: readonly Variable[]): Shape {
  const root = emptyShape();
  for (const { name, required, type } of variables) {
    let shape = root;
    for (const segment of parsePath(name) ?? [name]) shape = step(shape, segment);
    shape.required ||= required;
    shape.type ??= type ?? null;
  }
  return root;
}

function step(shape: Shape, segment: string | number): Shape {
  if (typeof segment === 'number') return (shape.item ??= emptyShape());
  const known = shape.properties.get(segment);
  if (known !== undefined) return known;
  const made = emptyShape();
  shape.properties.set(segment, made);
  return made;
}

function emptyShape(): Shape {
  return { required: false, type: null, properties: new Map(), item: null };
}

function print(shape: Shape, indent: string): string {
  if (shape.item !== null) return `readonly (${print(shape.item, indent)})[]`;
  if (shape.properties.size === 0)
    return shape.type ?? (indent === '  ' ? 'Record<string, never>' : 'unknown');
  const inner = `${indent}  `;
  const members = [...shape.properties]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, of]) => `${inner}${key(name)}${isRequired(of) ? '' : '?'}: ${print(of, inner)};\n`);
  return `{\n${members.join('')}${indent}}`;
}

/** An object is required where any part of it is. */
function isRequired({ required, properties, item }: Shape): boolean {
  return required || [...properties.values()].some(isRequired) || (item !== null && isRequired(item));
}

function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}
