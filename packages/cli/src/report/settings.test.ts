import { expect, it } from 'vitest';
import { MARKED } from '../../test/support/marked.ts';
import { formatSettings } from './settings.ts';

it('settings say what holds where nobody set anything', () => {
  const settings = { project: 'shop', default_branch: null, protected_labels: [] };
  expect(formatSettings(settings, MARKED, null)).toEqual([
    '<faint: project>           shop',
    '<faint: default-branch>    main or master',
    '<faint: protected-labels>  none',
  ]);
  const set = { project: 's\u0007', default_branch: 'trunk', protected_labels: ['production', 'release/*'] };
  expect(formatSettings(set, MARKED, 30)).toEqual([
    '<faint: project>           s\\u0007',
    '<faint: default-branch>    trunk',
    '<faint: protected-labels>  production,…',
  ]);
});
