import type { Reference } from '@prompt-ledger/shared';
import type { ExecuteRequest, ExecutionResult } from '@prompt-ledger/shared/contract/executions';
import { printResult, type Call } from '../call.ts';
import { readSettings, type Settings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { chooseText, type ChosenText } from '../execution/executable.ts';
import { completeValues, readValues, type GivenValues } from '../execution/gather-values.ts';
import { execute, renderPrompt, submit, type ExecutionOrder } from '../ledger/executions.ts';
import { withLedger, type Ledger } from '../ledger/ledger.ts';
import { EXECUTION_PATIENCE_MS, executeAndShow, waitForEnd } from '../execution/outcome.ts';
import type { Values } from '../plan/given-values.ts';
import type { TextVariable } from '../plan/prompt-text.ts';
import { withProgress } from '../terminal/progress.ts';
import { formatComparison, shortenId } from '../report/execution.ts';
import { formatTemplate } from '../report/template.ts';
import { neutralise, toLine } from '../report/text.ts';
import { readOther, readReference } from '../references/resolve.ts';
import { openTexts } from '../references/texts.ts';

export interface ExecuteFlags {
  /** Which version, instead of what the reference says. */
  readonly at: string | null;
  readonly given: GivenValues;
  readonly model: string | null;
  readonly provider: string | null;
  readonly params: ExecuteRequest['params'];
  readonly environment: string | null;
  /** `now`: in this request. `queue`: by a worker, without waiting. `wait`: by a worker, and waited for. */
  readonly how: 'now' | 'queue' | 'wait';
  /** Whether the answer is shown as it comes. */
  readonly stream: boolean;
  readonly dry: boolean;
  /** Another version to execute with the same values. */
  readonly compare: string | null;
}

/** Executes a prompt. The answer goes to stdout, what it took to stderr. */
export async function executePrompt(call: Call, text: string, flags: ExecuteFlags): Promise<ExitCode> {
  const named = readReference(text);
  const reference = flags.at === null ? named : readOther(named.name, flags.at);
  if (flags.at !== null && named.selector.kind !== 'active') {
    throw new CliError('usage', `${text} and --at ${flags.at} name two versions.`, 'Give one of them.');
  }
  const other = flags.compare === null ? null : readOther(named.name, flags.compare);
  if (other !== null && flags.how !== 'now') {
    throw new CliError('usage', '--compare waits for both answers.', 'Leave --async and --wait out.');
  }
  const values = await readValues(call.context, flags.given);
  const settings = await readSettings(call.context, call.flags);
  return withLedger(call.context, { ...settings, patienceMs: EXECUTION_PATIENCE_MS }, async (ledger) => {
    const references = other === null ? [reference] : [reference, other];
    const chosen = await chooseAll(call, settings, ledger, references, flags.dry);
    const title = chosen.map((one) => one.title).join(' and ');
    const complete = await completeValues(call, title, joinVariables(chosen), values);
    const orders = chosen.map((one) => toOrder(one, flags, complete));
    const [first, second] = orders as [ExecutionOrder, ExecutionOrder | undefined];
    if (flags.dry) return printDry(call, ledger, chosen, orders);
    if (second !== undefined) return compare(call, ledger, first, second, title);
    if (flags.how !== 'now') return queue(call, ledger, first, title, flags.how === 'wait');
    return executeAndShow(call, ledger, first, title, flags.stream);
  });
}

async function chooseAll(
  call: Call,
  settings: Settings,
  ledger: Ledger,
  references: readonly Reference[],
  dry: boolean,
): Promise<ChosenText[]> {
  const texts = openTexts(call, settings, ledger);
  const chosen: ChosenText[] = [];
  for (const reference of references) chosen.push(await chooseText(ledger, texts, reference, dry));
  return chosen;
}

/** A variable of several texts is asked for once. */
function joinVariables(chosen: readonly ChosenText[]): TextVariable[] {
  const byName = new Map<string, TextVariable>();
  for (const variable of chosen.flatMap(({ variables }) => variables)) {
    const known = byName.get(variable.name);
    if (known === undefined || (variable.required && !known.required)) byName.set(variable.name, variable);
  }
  return [...byName.values()];
}

function toOrder({ name, mode, text }: ChosenText, flags: ExecuteFlags, variables: Values): ExecutionOrder {
  const { model, provider, params, environment } = flags;
  return { name, mode, text, variables, model, provider, params, environment };
}

/** The texts are rendered by who would do it: what is missing or wrong in them is refused as it would be. */
async function printDry(
  call: Call,
  ledger: Ledger,
  chosen: readonly ChosenText[],
  orders: readonly ExecutionOrder[],
): Promise<ExitCode> {
  const rendered = await Promise.all(
    orders.map(({ name, variables }, index) => {
      const { template: template_source = '', kind } = chosen[index]?.source ?? {};
      return renderPrompt(ledger, name, {
        variables: { ...variables },
        template_source,
        ...(kind && { kind }),
      });
    }),
  );
  const data = orders.map((order, index) => ({
    ...order,
    rendered_prompt: rendered[index]?.rendered_prompt,
  }));
  printResult(call, { dry: true, orders: data }, () =>
    orders.flatMap(({ model, variables }, index) => {
      const { rendered_prompt: text = '', kind = 'text', truncated = false } = rendered[index] ?? {};
      const shown = formatTemplate(text, kind).replace(/\n$/, '');
      return [
        `Would execute ${toLine(chosen[index]?.title ?? '')} with ${model ?? 'the usual model'} and the values`,
        `  ${toLine(JSON.stringify(variables))}`,
        truncated ? 'It is too long, and would be cut after:' : 'It would send:',
        ...neutralise(shown)
          .split('\n')
          .map((line) => `  ${line}`),
      ];
    }),
  );
  return EXIT.ok;
}

async function queue(
  call: Call,
  ledger: Ledger,
  order: ExecutionOrder,
  title: string,
  wait: boolean,
): Promise<ExitCode> {
  const queued = await withProgress(call, `Queueing ${title}`, submit(ledger, order));
  if (wait) return waitForEnd(call, ledger, queued.execution_id);
  printResult(call, queued, () => [queued.execution_id]);
  if (!call.flags.json) {
    const id = shortenId(queued.execution_id);
    call.screen.err.lines([`${toLine(title)} is queued; \`ledger wait ${id}\` waits for its answer.`]);
  }
  return EXIT.ok;
}

async function compare(
  call: Call,
  ledger: Ledger,
  one: ExecutionOrder,
  other: ExecutionOrder,
  title: string,
): Promise<ExitCode> {
  const both = (async (): Promise<[ExecutionResult, ExecutionResult]> => [
    await execute(ledger, one),
    await execute(ledger, other),
  ])();
  const results = await withProgress(call, `Executing ${title}`, both);
  const { style, width } = call.screen.out;
  printResult(call, { executions: results }, () => formatComparison(results, style, width));
  return EXIT.ok;
}
