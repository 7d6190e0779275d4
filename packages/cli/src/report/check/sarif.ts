import { RULES, type Finding } from '../../plan/judge.ts';
import { neutralise } from '../text.ts';
import type { Reporter } from './report.ts';

/** SARIF 2.1.0, for code scanning. */
export const reportSarif: Reporter = ({ findings }, { version }) => {
  const own = Object.entries(RULES) as readonly (readonly [rule: string, about: string])[];
  const others = [...new Set(findings.map(({ rule }) => rule))].filter((rule) => !Object.hasOwn(RULES, rule));
  const rules = [...own, ...others.map((rule) => [rule, 'What extraction cannot read.'] as const)];
  const order = rules.map(([id]) => id);
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Prompt Ledger',
            semanticVersion: version,
            rules: rules.map(([id, about]) => ({ id, shortDescription: { text: about } })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => toResult(finding, order.indexOf(finding.rule))),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

function toResult({ rule, level, prompt, file, line, column, message }: Finding, ruleIndex: number) {
  return {
    ruleId: rule,
    ruleIndex,
    level,
    message: { text: toMessage(message) },
    ...(file !== null && {
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: toUri(file), uriBaseId: '%SRCROOT%' },
            region: { startLine: line, startColumn: column },
          },
        },
      ],
    }),
    // The same finding in the next run, wherever its lines went.
    partialFingerprints: { 'promptLedger/v1': `${rule}:${(prompt ?? file ?? '').toWellFormed()}` },
  };
}

function toUri(file: string): string {
  return file.toWellFormed().split('/').map(encodeURIComponent).join('/');
}

/** Brackets would be links and braces placeholders (§3.11.5, §3.11.6). */
function toMessage(text: string): string {
  return neutralise(text.toWellFormed())
    .replace(/[\\[\]]/g, '\\$&')
    .replace(/[{}]/g, '$&$&');
}
