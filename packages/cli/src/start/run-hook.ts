import { createCall, type GlobalFlags } from '../call.ts';
import type { Context } from '../context.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { syncInHook } from '../commands/sync/hook.ts';
import type { HookCall } from './hook-arguments.ts';

/** Runs what a hook asks for; `LEDGER=0` turns hooks off. */
export async function runHook(hook: HookCall, context: Context, flags: GlobalFlags): Promise<ExitCode> {
  if (context.env['LEDGER'] === '0') return EXIT.ok;
  return syncInHook(await createCall(context, flags), hook.situation, hook);
}
