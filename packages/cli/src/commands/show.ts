import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { withLedger } from '../ledger/ledger.ts';
import { findReferenced } from '../ledger/references.ts';
import type { PromptText } from '../plan/prompt-text.ts';
import { formatSourceFacts, formatVersionFacts } from '../report/show.ts';
import { formatTemplate } from '../report/template.ts';
import { neutralise } from '../report/text.ts';
import { readReference } from '../references/resolve.ts';
import { openTexts } from '../references/texts.ts';

/**
 * Shows one text of a prompt: its facts on stderr, its text on stdout. Into a pipe or file the text goes exactly as it is
 * stored; on a terminal it is made readable and harmless.
 */
export async function show(call: Call, text: string): Promise<ExitCode> {
  const reference = readReference(text);
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, settings, async (ledger) => {
    const { style } = call.screen.err;
    const found = await openTexts(call, settings, ledger).get(reference);
    const { name, version } = found;
    // A moment is found in the history, which says less of a version.
    const detail =
      found.detail ?? (version === null ? null : await findReferenced(ledger, name, String(version)));
    if (detail === null) return print(call, toData(found), found, formatSourceFacts(found, style));
    const data = { ...detail, template_hash: detail.checksum_hash };
    return print(call, data, found, formatVersionFacts(found, detail, style));
  });
}

function toData({ name, checksum, template, kind, variables, place }: PromptText) {
  const template_source = template;
  return {
    prompt_name: name,
    version: null,
    template_hash: checksum,
    template_source,
    kind,
    variables,
    place,
  };
}

function print(
  call: Call,
  data: unknown,
  { template, kind }: PromptText,
  facts: readonly string[],
): ExitCode {
  const { out, err } = call.screen;
  if (call.flags.json) {
    printResult(call, data, () => []);
    return EXIT.ok;
  }
  if (!out.isTTY) {
    err.lines([...facts, '']);
    out.raw(template);
    return EXIT.ok;
  }
  // On one screen they are read together, in a pager as well.
  out.lines([...facts, '', ...neutralise(formatTemplate(template, kind)).replace(/\n$/, '').split('\n')]);
  return EXIT.ok;
}
