import type { Call } from '../../call.ts';
import { EXIT, type ExitCode } from '../../errors.ts';
import type { Finding } from '../../plan/judge.ts';
import { formatFinding } from '../../report/finding.ts';
import { count } from '../../report/plan.ts';

/** Says what must be mended in the staged text, and how to commit all the same. */
export function reportBlocking({ screen: { err }, flags }: Call, findings: readonly Finding[]): ExitCode {
  if (flags.json) {
    err.raw(`${JSON.stringify({ error: { code: 'findings', message: MENDED, hint: ANYWAY }, findings })}\n`);
    return EXIT.findings;
  }
  err.lines([
    ...findings.map((finding) => formatFinding(finding, err.style)),
    `ledger: ${count(findings.length, 'error')} in the prompts that are staged. ${ANYWAY}`,
  ]);
  return EXIT.findings;
}

const MENDED = 'Prompts that are staged have errors.';
const ANYWAY = 'Mend and stage them, or commit without this check: LEDGER=0 git commit …';
