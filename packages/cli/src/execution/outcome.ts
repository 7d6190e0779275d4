import { setTimeout as sleep } from 'node:timers/promises';
import type { Execution, ExecutionResult } from '@prompt-ledger/shared/contract/executions';
import { printResult, type Call } from '../call.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { execute, executeStreaming, getExecution, type ExecutionOrder } from '../ledger/executions.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { withProgress } from '../terminal/progress.ts';
import { formatEnd, formatFacts, shortenId } from '../report/execution.ts';
import { neutralise, toLine } from '../report/text.ts';

/** A model may think for minutes; whoever waits has asked for it. */
export const EXECUTION_PATIENCE_MS = 10 * 60_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Prints how an execution ended: the answer on stdout, byte for byte in a pipe, and what it took on stderr.
 *
 * @param shown what of the answer is on stdout already
 */
export function printOutcome(call: Call, execution: ExecutionResult, shown: string | null = null): ExitCode {
  const { out, err } = call.screen;
  const text = execution.response_text;
  if (call.flags.json) printResult(call, execution, () => []);
  else {
    if (shown !== null) {
      if (out.isTTY && shown !== '' && !shown.endsWith('\n')) out.raw('\n');
    } else if (text !== undefined) {
      out.raw(out.isTTY ? endLine(neutralise(text)) : text);
    }
    if (execution.status === 'failed' || execution.status === 'canceled') {
      err.lines([`${err.style.error('error')} The execution ${formatEnd(execution)}`]);
    } else if (execution.error_type !== undefined) {
      // Cut, for example: it succeeded, and something must be said.
      err.lines([`${err.style.warning('warning')} ${formatEnd(execution)}`]);
    }
    err.lines([formatFacts(execution, err.style)]);
  }
  return execution.status === 'succeeded' ? EXIT.ok : EXIT.findings;
}

function endLine(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}

/** Executes at once, and shows the answer as it comes. */
export async function executeAndShow(
  call: Call,
  ledger: Ledger,
  order: ExecutionOrder,
  title: string,
  stream = true,
): Promise<ExitCode> {
  const what = `Executing ${toLine(title)}`;
  if (call.flags.json || !stream) {
    return printOutcome(call, await withProgress(call, what, execute(ledger, order)));
  }
  const { out } = call.screen;
  let shown = '';
  let isOpen = false;
  let begin: (() => void) | undefined;
  const began = new Promise<void>((resolve) => (begin = resolve));
  const show = (text: string) => {
    shown += text;
    // The line of progress goes before the answer begins.
    if (isOpen) out.raw(out.isTTY ? neutralise(text) : text);
    else begin?.();
  };
  const whole = executeStreaming(ledger, order, show);
  await withProgress(call, what, Promise.race([began, whole]));
  isOpen = true;
  if (shown !== '') out.raw(out.isTTY ? neutralise(shown) : shown);
  return printOutcome(call, await whole, shown);
}

/** Waits for an execution that is queued or running, and prints how it ended. */
export async function waitForEnd(call: Call, ledger: Ledger, id: string): Promise<ExitCode> {
  return printOutcome(call, await pollUntilEnd(call, ledger, id));
}

export async function pollUntilEnd(call: Call, ledger: Ledger, id: string): Promise<Execution> {
  let execution = await getExecution(ledger, id);
  if (!isOpen(execution)) return execution;
  const { screen, context, flags } = call;
  const forget = context.beforeInterrupt(() => {
    if (!flags.json) screen.err.lines([`It goes on; \`ledger wait ${shortenId(id)}\` waits for it again.`]);
  });
  const wait = async () => {
    for (let pause = FIRST_PAUSE_MS; isOpen(execution); pause = Math.min(LONGEST_PAUSE_MS, pause * 1.5)) {
      await sleep(pause);
      execution = await getExecution(ledger, id);
    }
    return execution;
  };
  try {
    return await withProgress(call, `Waiting for ${toLine(execution.prompt_name)}`, wait());
  } finally {
    forget();
  }
}

function isOpen({ status }: Execution): boolean {
  return status === 'queued' || status === 'running';
}
