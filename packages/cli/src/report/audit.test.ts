import type { AuditEvent } from '@prompt-ledger/shared/contract/audit';
import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import { formatAudit } from './audit.ts';
import { PLAIN } from './style.ts';
import { formatTime } from './time.ts';

const AT = '2026-11-23T19:30:00.000Z';
const event = (more: Partial<AuditEvent> = {}): AuditEvent => ({
  at: AT,
  action: 'label.moved',
  object: 'greet',
  key: { key_id: 'k', name: 'Ann\u001b' },
  request_id: null,
  details: { label: 'production', from: null, to: 2, is_new: false, texts: ['a'] },
  ...more,
});

it('an event tells when, who, what, of what, and the details that say something', () => {
  const when = formatTime(AT);
  expect(formatAudit([event(), event({ key: null, details: {} })], MARKED, null)).toEqual([
    '<faint: WHEN>              <faint: KEY>           <faint: WHAT>         <faint: OBJECT>  <faint: DETAILS>',
    `${when}  Ann\\u001b     label.moved  <strong: greet>   label=production to=2 texts=["a"]`,
    `${when}  (the server)  label.moved  <strong: greet>`,
  ]);
});

it('gives way at its details first, then at the object, then at the key', () => {
  const long = event({ key: { key_id: 'k', name: 'K'.repeat(20) }, object: 'o'.repeat(20) });
  const cut = (width: number) => formatAudit([long], PLAIN, width)[1]?.split(/ {2,}/).slice(1);
  expect(cut(95)?.map((cell) => cell.includes('…'))).toEqual([false, false, false, true]);
  expect(cut(75)?.map((cell) => cell.includes('…'))).toEqual([false, false, true, true]);
  expect(cut(60)?.map((cell) => cell.includes('…'))).toEqual([true, false, true, true]);
});
