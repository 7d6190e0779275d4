import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { administer } from '../ledger/administration.ts';
import { withLedger } from '../ledger/ledger.ts';
import { formatAudit } from '../report/audit.ts';

/** Shows who changed what, newest first. @param object a prompt, a project or the id of a key; '' is everything */
export async function audit(call: Call, object: string, limit: number): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const events = await withLedger(call.context, settings, (ledger) =>
    administer(ledger).listAudit({ object: object === '' ? undefined : object, limit }),
  );
  printResult(call, { events }, () =>
    events.length === 0
      ? [object === '' ? 'Nothing was changed yet.' : `Nothing was changed about ${object}.`]
      : formatAudit(events, call.screen.out.style, call.screen.out.width),
  );
  return EXIT.ok;
}
