import type { ArrowFunctionExpression, Class, Function as FunctionNode, Node } from '@babel/types';
import type { Annotation } from '../modules/annotations.ts';
import type { DynamicCode } from '../diagnostics/diagnostics.ts';
import type { Module, Modules } from '../modules/modules.ts';

/** What an expression is worth, as far as that can be told without running it. */
export type Value =
  | StaticValue
  | TextValue
  | PathValue
  | IndexValue
  | LengthValue
  | ChoiceValue
  | ListValue
  | IterableValue
  | RecordValue
  | FunctionValue
  | ClassValue
  | NamespaceValue
  | PromiseValue
  | WrapperValue
  | UnknownValue;

/** Of what a program may hold; a bigint is not followed. */
export type Primitive = string | number | boolean | null | undefined;

export interface StaticValue {
  readonly kind: 'static';
  readonly value: Primitive;
}

/** A string that is partly known. */
export interface TextValue {
  readonly kind: 'text';
  readonly parts: readonly Part[];
}

/** What a caller gives: a parameter, a property of one, an item of a list among them. */
export interface PathValue {
  readonly kind: 'path';
  readonly path: Path;
  /** Its TypeScript type where the source has one. */
  readonly annotation: Annotation | null;
}

/** The number of the current turn of a loop, plus a constant. */
export interface IndexValue {
  readonly kind: 'index';
  readonly loop: Loop;
  readonly offset: number;
}

/** How many items a list of the caller's has, plus a constant. */
export interface LengthValue {
  readonly kind: 'length';
  readonly path: Path;
  readonly offset: number;
  /**
   * Only whether it is zero can be said, which is whether the value is true in a template: a string counts UTF-16 units
   * here and characters there, and how many keys an object has no template asks.
   */
  readonly isOnlyTruth: boolean;
  /** What stands for the number itself, where the list is known to the running code alone. */
  readonly count?: UnknownValue;
}

export interface ChoiceValue {
  readonly kind: 'choice';
  readonly test: Condition;
  readonly consequent: Value;
  readonly alternate: Value;
}

export interface ListValue {
  readonly kind: 'list';
  readonly items: readonly Item[];
  /** In a loop's turn: this list stands for one that earlier turns have added to. */
  readonly hole?: Slot;
  /** `strings.raw`, of the strings that a template tag is called with. */
  readonly raw?: Value;
}

/** A Set or Map, or what `list.entries()` gives: it has items, and nothing else of a list. */
export interface IterableValue {
  readonly kind: 'iterable';
  /** What JavaScript calls it in text: `[object Set]`. An iterator has its items once. */
  readonly tag: 'Set' | 'Map' | 'Array Iterator';
  /** Of a Map, pairs. */
  readonly items: readonly Item[];
}

export type Item =
  | { readonly kind: 'one'; readonly value: Value }
  | {
      readonly kind: 'when';
      readonly test: Condition;
      readonly consequent: readonly Item[];
      readonly alternate: readonly Item[];
    }
  | {
      readonly kind: 'each';
      readonly loop: Loop;
      readonly body: readonly Item[];
      /** Of items that are spread: the list they come from as one value, which is what a chat has in place of messages. */
      readonly whole?: Slot;
    };

export interface RecordValue {
  readonly kind: 'record';
  readonly entries: ReadonlyMap<string, Value>;
  /** Where each entry is written, for the position of an object's member. */
  readonly nodes: ReadonlyMap<string, Node>;
  /** Set when entries are missing that only the running code knows. */
  readonly rest: UnknownValue | null;
  /** Objects of the caller's that are spread into it, in their order: what is missing is read from the last that has it. */
  readonly given?: readonly PathValue[];
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly node: FunctionNode | ArrowFunctionExpression;
  readonly scope: Scope;
  /** What the locals around it held when it was made. */
  readonly state: State;
  /** The class that a static method is called on: what `this` is there. */
  readonly self?: ClassValue;
  /** The class that has it in its body: what `super` goes by. */
  readonly home?: ClassValue;
}

/** Where a local name keeps its value. What it holds is part of the run's state, as that forks at every branch. */
export interface Cell {
  readonly name: string;
}

/** The names that code can see: locals by block and function, then those of the file. */
export interface Scope {
  readonly module: Module;
  readonly cells: Map<string, Cell>;
  /** null for the file's own scope, whose names are the module's bindings. */
  readonly parent: Scope | null;
}

/** What every local holds at one moment. */
export type State = Map<Cell, Value>;

export interface ClassValue {
  readonly kind: 'class';
  readonly node: Class;
  readonly scope: Scope;
  /** `super`: what is found in this class is called on that one. */
  readonly self?: ClassValue;
}

/** `import * as x`. */
export interface NamespaceValue {
  readonly kind: 'namespace';
  readonly module: Module;
}

/** What an async function of our own gives before it is awaited. */
export interface PromiseValue {
  readonly kind: 'promise';
  readonly value: Value;
}

/** How placeholders are written: those of our own package are names alone, and in a plain text there are none. */
export type Syntax = 'f-string' | 'mustache' | 'own' | 'plain';

/** A prompt class of a known library, whose text has placeholders of its own. */
export interface WrapperValue {
  readonly kind: 'wrapper';
  readonly syntax: Syntax;
  readonly content: Value;
  /** What its placeholders are filled with where a caller gives nothing. */
  readonly defaults?: ReadonlyMap<string, Value>;
}

/** What only the running code knows. Inside text it becomes an opaque slot; alone it makes a prompt dynamic. */
export interface UnknownValue {
  readonly kind: 'unknown';
  readonly code: DynamicCode;
  readonly node: Node;
  readonly module: Module;
  readonly slot: Slot;
  /** A number of at least one: the length of a list that is known not to be empty. */
  readonly positive?: true;
  /** It is a list with an item for each key of what is at this path. */
  readonly keysOf?: Path;
  /** It is what `typeof` says of what is at this path. */
  readonly typeOf?: Path;
  /** The list or record of our own that it is what has become of: it can still be changed, under all of its names. */
  readonly was?: Value;
}

/** A place that the running code fills. Its identity is the object: one slot, one value. */
export interface Slot {
  /** Wanted name; printing makes it unique. */
  readonly name: string;
  readonly expression: string;
  /** The text of our own that goes into its value and is not tracked. */
  readonly hidden: Hidden;
  readonly origin: UnknownOrigin;
  /** The innermost loop that it has another value in at each turn; null where it has one value. */
  readonly loop: Loop | null;
}

/**
 * What can go into a value that only the running code knows, as far as it can be told where it is made. The rest is
 * told when somebody asks: most values are never part of a prompt, and to follow the names of the others would read half
 * of the repository.
 */
export interface Hidden {
  readonly modules: Modules | null;
  /** Characters of text of our own that are known to go in. */
  readonly length: number;
  /** What the locals held that its code names. */
  readonly values: readonly Value[];
  /** The top-level names in its code. */
  readonly names: readonly TopLevel[];
  /** The members that its code asks for, of whatever; null where it may ask for any. */
  readonly asked: readonly string[] | null;
}

export interface TopLevel {
  readonly module: Module;
  readonly names: readonly string[];
}

export const NOTHING_HIDDEN: Hidden = { modules: null, length: 0, values: [], names: [], asked: [] };

/** Where the work was cut short: text that is plain to see may not have been looked at. */
export const ANYTHING_HIDDEN: Hidden = { ...NOTHING_HIDDEN, length: 2 ** 30 };

export interface UnknownOrigin {
  readonly code: DynamicCode;
  readonly node: Node;
  readonly module: Module;
}

export type Part =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'variable'; readonly path: Path; readonly annotation: Annotation | null }
  | { readonly kind: 'index'; readonly loop: Loop; readonly offset: number }
  | { readonly kind: 'length'; readonly path: Path }
  | { readonly kind: 'slot'; readonly slot: Slot }
  | {
      readonly kind: 'if';
      readonly test: Condition;
      readonly consequent: readonly Part[];
      readonly alternate: readonly Part[];
    }
  | {
      readonly kind: 'for';
      readonly loop: Loop;
      readonly body: readonly Part[];
      readonly separator: string;
      /** Which of the turns are printed, and have a separator between them: the code's own loop goes through all of them. */
      readonly only?: Condition;
    }
  | { readonly kind: 'trim'; readonly body: readonly Part[] };

export type Condition =
  | { readonly op: 'truthy'; readonly path: Path }
  /** `x !== undefined` */
  | { readonly op: 'defined'; readonly path: Path }
  /** `x === null` */
  | { readonly op: 'null'; readonly path: Path }
  | { readonly op: 'equals'; readonly path: Path; readonly value: string | number | boolean }
  /** `x > 3`, of a number. */
  | { readonly op: 'compare'; readonly path: Path; readonly compare: Order; readonly value: number }
  /** `x.trim()`, of a text: whether anything is left of it. */
  | { readonly op: 'trimmed'; readonly path: Path }
  /** `typeof x === "string"` */
  | { readonly op: 'string'; readonly path: Path }
  /** `x.includes('text')`, of a text or a list. */
  | { readonly op: 'contains'; readonly path: Path; readonly value: string }
  /** `x.length > 0`, or an equality with a number. */
  | { readonly op: 'length'; readonly path: Path; readonly compare: Comparison; readonly value: number }
  | { readonly op: 'index'; readonly loop: Loop; readonly compare: Comparison; readonly value: number }
  | { readonly op: 'last'; readonly loop: Loop }
  | { readonly op: 'opaque'; readonly slot: Slot }
  | { readonly op: 'not'; readonly test: Condition }
  | { readonly op: 'and' | 'or'; readonly left: Condition; readonly right: Condition };

export type Order = '>' | '>=' | '<' | '<=';

export type Comparison = Order | '==' | '!=';

export interface Path {
  readonly root: Root;
  readonly segments: readonly (string | number)[];
  /** How many of the segments lead to what the code looks into by `?.`, as it may not be there. */
  readonly optional?: readonly number[];
}

/** Identity is the object: two parameters of one name stay two. */
export type Root =
  | { readonly kind: 'parameter'; readonly name: string; readonly optional: boolean }
  | { readonly kind: 'item'; readonly loop: Loop }
  /** A list that only the running code knows, whose items a loop goes through. */
  | { readonly kind: 'slot'; readonly slot: Slot };

/** A loop over what the caller gives, or over what only the running code knows. Its identity is the object. */
export interface Loop {
  readonly list: Path;
  /** The item and the filter refer to the loop, so both are set right after it is made. */
  filter: Condition | null;
}

export function staticValue(value: Primitive): StaticValue {
  return { kind: 'static', value };
}

export const UNDEFINED = staticValue(undefined);

/** Whether a value is null or undefined for certain. */
export function isNullish(value: Value): boolean {
  return value.kind === 'static' && (value.value === null || value.value === undefined);
}

export function isString(value: Value): value is StaticValue & { value: string } {
  return value.kind === 'static' && typeof value.value === 'string';
}

export function samePath(a: Path, b: Path): boolean {
  return (
    a.root === b.root &&
    a.segments.length === b.segments.length &&
    a.segments.every((segment, index) => segment === b.segments[index])
  );
}

/** What only the running code knows of what a path leads to, if that is where it starts; null where the caller gives it. */
export function slotOf({ root }: Path): Slot | null {
  if (root.kind === 'slot') return root.slot;
  return root.kind === 'item' ? slotOf(root.loop.list) : null;
}

export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind === 'static' && b.kind === 'static') return Object.is(a.value, b.value);
  return a.kind === 'path' && b.kind === 'path' && samePath(a.path, b.path);
}
