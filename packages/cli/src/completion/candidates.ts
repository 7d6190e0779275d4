import type { CommandEntry, CommandFamily, CommandGroup, Option } from '../command.ts';
import { GLOBAL_OPTIONS, SERVER_COMMANDS } from '../program.ts';
import { SHELLS } from './scripts.ts';

/** A word that may come next, and what it is. */
export interface Candidate {
  readonly word: string;
  readonly what: string;
}

/** What must be known of the ledger or the file system to go on. */
export type Completion =
  | { readonly kind: 'words'; readonly candidates: readonly Candidate[] }
  /** A prompt, or a reference to one. */
  | { readonly kind: 'prompt'; readonly typed: string }
  | { readonly kind: 'nothing' };

type Entry = CommandEntry | CommandFamily;

const HELP: Option = { flags: '--help', description: 'what the command does' };
const VERSION: Option = { flags: '--version', description: 'print the version' };

/** @param words what was typed behind `ledger`; the last one is to be completed */
export function complete(groups: readonly CommandGroup[], words: readonly string[]): Completion {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  let level: readonly Entry[] = groups.flatMap(({ commands }) => commands);
  let entry: Entry | null = null;
  const given: string[] = [];
  for (let index = 0; index < before.length; index += 1) {
    const word = before[index] ?? '';
    if (word.startsWith('-')) {
      if (takesValue(entry, word)) index += 1;
      continue;
    }
    if (entry === null || 'commands' in entry) {
      entry = level.find((one) => nameOf(one) === word || one.alias === word) ?? null;
      if (entry === null) return { kind: 'nothing' };
      level = 'commands' in entry ? entry.commands : [];
    } else {
      given.push(word);
    }
  }
  const last = before.at(-1) ?? '';
  if (last.startsWith('-') && takesValue(entry, last)) return completeValue(entry, last, typed);
  if (typed.startsWith('-')) return toWords(optionsOf(entry).map(toCandidate), typed);
  if (entry === null) {
    const ofServer = SERVER_COMMANDS.map(({ name, summary }) => ({ word: name, what: summary }));
    return toWords([...level.map(describe), ...ofServer], typed);
  }
  if ('commands' in entry) return toWords(level.map(describe), typed);
  return completeArgument(entry, given, typed);
}

function completeArgument(entry: CommandEntry, given: readonly string[], typed: string): Completion {
  const argument = entry.usage.split(' ').slice(1)[given.length] ?? '';
  if (/^[<[]name[\]>]$/.test(argument)) return { kind: 'prompt', typed };
  if (/versions/.test(entry.usage) && given.length >= 1) {
    return {
      kind: 'prompt',
      typed: typed.includes('@') ? typed : `${given[0]?.split('@')[0] ?? ''}@${typed}`,
    };
  }
  const choices = /^<shell>$/.test(argument) ? SHELLS : /^<mode>$/.test(argument) ? ['full', 'tracking'] : [];
  return choices.length === 0
    ? { kind: 'nothing' }
    : toWords(
        choices.map((word) => ({ word, what: '' })),
        typed,
      );
}

function completeValue(entry: Entry | null, flag: string, typed: string): Completion {
  const choices = findOption(entry, flag)?.choices ?? [];
  return choices.length === 0
    ? { kind: 'nothing' }
    : toWords(
        choices.map((word) => ({ word, what: '' })),
        typed,
      );
}

function toWords(candidates: readonly Candidate[], typed: string): Completion {
  return { kind: 'words', candidates: candidates.filter(({ word }) => word.startsWith(typed)) };
}

function optionsOf(entry: Entry | null): readonly Option[] {
  const own = entry === null ? [VERSION] : 'options' in entry ? (entry.options ?? []) : [];
  return [...own, ...GLOBAL_OPTIONS, HELP];
}

function findOption(entry: Entry | null, flag: string): Option | undefined {
  return optionsOf(entry).find(({ flags }) => flags.split(/[ ,]+/).includes(flag));
}

function takesValue(entry: Entry | null, flag: string): boolean {
  return findOption(entry, flag)?.flags.includes('<') ?? false;
}

function toCandidate({ flags, description }: Option): Candidate {
  return { word: /--[\w-]+/.exec(flags)?.[0] ?? flags, what: description };
}

function describe(entry: Entry): Candidate {
  return { word: nameOf(entry), what: entry.summary };
}

function nameOf({ usage }: Entry): string {
  return usage.split(' ')[0] ?? '';
}
