import type { Call } from '../../call.ts';
import { readSettings } from '../../config.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import { findCommonFolder } from '../../git/folders.ts';
import { deliverWaitingQuietly } from './waiting.ts';

/** A push takes seconds anyway. */
const PUSH_BUDGET = { connectMs: 1_000, answerMs: 2_000 };

/** What a pre-push hook does: delivers what waits. The push may be a dry run or be rejected, so it says nothing of it. */
export async function syncSpooled(
  call: Call,
  flags: { readonly quiet: boolean; readonly dryRun: boolean },
): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const folder = findCommonFolder(settings.root);
  if (folder === null) return EXIT.ok;
  return deliverWaitingQuietly(call, settings, folder, flags, PUSH_BUDGET);
}
