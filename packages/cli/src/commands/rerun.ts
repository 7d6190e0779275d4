import type { Execution } from '@prompt-ledger/shared/contract/executions';
import type { Call } from '../call.ts';
import { readSettings } from '../config.ts';
import type { ExitCode } from '../errors.ts';
import { chooseText, type ChosenText } from '../execution/executable.ts';
import { findExecutionId, getExecution, type ExecutionOrder } from '../ledger/executions.ts';
import { withLedger } from '../ledger/ledger.ts';
import { EXECUTION_PATIENCE_MS, executeAndShow } from '../execution/outcome.ts';
import { readOther } from '../references/resolve.ts';
import { openTexts } from '../references/texts.ts';

export interface RerunFlags {
  /** Another version; null: the same. */
  readonly at: string | null;
  readonly model: string | null;
  readonly provider: string | null;
}

/** Executes once more what was executed, with the same values, and the same version and model unless others are named. */
export async function rerun(call: Call, given: string, flags: RerunFlags): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, { ...settings, patienceMs: EXECUTION_PATIENCE_MS }, async (ledger) => {
    const earlier = await getExecution(ledger, await findExecutionId(ledger, given));
    const { prompt_name: name } = earlier;
    const chosen =
      flags.at === null
        ? toChosen(earlier)
        : await chooseText(ledger, openTexts(call, settings, ledger), readOther(name, flags.at), false);
    return executeAndShow(call, ledger, toOrder(earlier, chosen.text, flags), chosen.title);
  });
}

/** A draft has no number; its checksum names it. */
function toChosen({
  prompt_name: name,
  version_used: version,
  checksum_used: checksum,
}: Execution): Pick<ChosenText, 'title' | 'text'> {
  if (version !== null) return { title: `${name}@${version}`, text: { version } };
  return { title: `${name}@sha256:${checksum.slice(0, 12)}`, text: { digest: checksum } };
}

function toOrder(earlier: Execution, text: ExecutionOrder['text'], flags: RerunFlags): ExecutionOrder {
  const { prompt_name: name, prompt_mode: mode, variables, params, environment, model } = earlier;
  return {
    name,
    mode,
    text,
    variables,
    params,
    environment,
    model: flags.model ?? model.model_name,
    // Another model may be another provider's.
    provider: flags.provider ?? (flags.model === null ? model.provider : null),
  };
}
