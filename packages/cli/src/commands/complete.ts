import type { Context } from '../context.ts';
import { complete, type Candidate } from '../completion/candidates.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { withLedger } from '../ledger/ledger.ts';
import { toLine } from '../report/text.ts';
import { GROUPS } from '../table.ts';

/** Somebody waits with a finger on the key. */
const TIMEOUTS = { connectMs: 300, answerMs: 800 };
const MOST = 200;

/** Prints the words that may come next, for the scripts of `ledger completion`. It never fails, and never says why. */
export async function printCompletions(context: Context, words: readonly string[]): Promise<ExitCode> {
  const wanted = complete(GROUPS, words);
  if (wanted.kind === 'nothing') return EXIT.ok;
  const candidates =
    wanted.kind === 'words' ? wanted.candidates : await findPrompts(context, wanted.typed).catch(() => []);
  const lines = candidates.slice(0, MOST).map(({ word, what }) => `${word}\t${what}\n`);
  context.stdout.write(lines.join(''));
  return EXIT.ok;
}

async function findPrompts(context: Context, typed: string): Promise<Candidate[]> {
  const settings = await readSettings(context, {});
  const at = typed.indexOf('@');
  return withLedger(context, { ...settings, timeouts: TIMEOUTS }, async (ledger) => {
    if (at < 0) {
      const prompts = await ledger.listPrompts(typed === '' ? {} : { q: typed });
      return prompts
        .filter(({ name }) => name.startsWith(typed))
        .map(({ name, mode }) => ({ word: name, what: `${mode} mode` }));
    }
    const name = typed.slice(0, at);
    const { versions, current_version: current } = await ledger.getHistory(name, 20);
    const numbered = versions.map(({ version, template_source: text }) => ({
      word: `${name}@${version}`,
      what: `${version === current ? 'active: ' : ''}${toLine(text.slice(0, 60))}`,
    }));
    return [...numbered, { word: `${name}@work`, what: 'in the work tree' }].filter(({ word }) =>
      word.startsWith(typed),
    );
  });
}
