import type { Change } from '../../plan/compare.ts';
import { countChanges, findBreaking } from '../../plan/compare.ts';
import { findDiffering, hunksOf, tokenDelta, tokensOf, type CheckReport, type Reporter } from './report.ts';

/** For programs: names and shapes stay. */
export const reportJson: Reporter = (report) => `${JSON.stringify(toData(report), null, 2)}\n`;

function toData(report: CheckReport) {
  const { base, head, changes, findings, failed, strict, files } = report;
  return {
    base,
    head,
    failed,
    strict,
    counts: countChanges(changes),
    tokens: { delta: tokenDelta(changes), estimated: true },
    changes: findDiffering(report).map(toEntry),
    findings,
    stats: { files },
  };
}

function toEntry(change: Change) {
  const { kind, name, before, after, variables, earlier = null } = change;
  return {
    kind,
    name,
    previousName: before && after && before.name !== after.name ? before.name : null,
    previousFile: before && after && before.file !== after.file ? before.file : null,
    file: (after ?? before)?.file ?? null,
    line: after?.line ?? null,
    before: toSide(before),
    after: toSide(after),
    earlier,
    hunks: hunksOf(change),
    variables: {
      added: variables.added.map(({ name, required }) => ({ name, required })),
      removed: variables.removed.map(({ name }) => name),
      renamed: variables.renamed.map(({ from, to }) => ({ from: from.name, to: to.name })),
      breaking: findBreaking(change).map(({ name }) => name),
    },
  };
}

function toSide(side: Change['before']) {
  return side && { status: side.status, checksum: side.checksum, tokens: tokensOf(side) };
}
