import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import { formatProjects } from './projects.ts';
import { formatTime } from './time.ts';

it('projects are listed by name, which gives way', () => {
  const created_at = '2026-11-23T19:30:00.000Z';
  const projects = ['shop', 'n'.repeat(40)].map((name) => ({ project_id: 'p', name, created_at }));
  const when = formatTime(created_at);
  expect(formatProjects(projects, MARKED, 40)).toEqual([
    `<faint: PROJECT>${' '.repeat(17)}<faint: CREATED>`,
    `<strong: shop>${' '.repeat(20)}${when}`,
    `<strong: ${'n'.repeat(21)}…>  ${when}`,
  ]);
});
