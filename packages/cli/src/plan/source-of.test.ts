import { formatMessages } from '@prompt-ledger/shared';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extract } from '../extract/index.ts';
import { DEFAULT_EXTRACT_OPTIONS } from '../extract/types.ts';
import { toExport, toIdentifier } from './source-of.ts';

describe('an export of a prompt', () => {
  it('says which prompt it is, and keeps lines as lines', () => {
    expect(toExport('team/greeting', 'Hi\n`you` \\ ${x}', 'text')).toBe(
      '/** @prompt team/greeting */\nexport const teamGreeting = `Hi\n\\`you\\` \\\\ \\${x}` as const;\n',
    );
    expect(toExport('A', 'Say "hi"', 'text')).toBe(
      `/** @prompt A */\nexport const A = 'Say "hi"' as const;\n`,
    );
    expect(toExport('A', "It's", 'text')).toBe(`/** @prompt A */\nexport const A = "It's" as const;\n`);
    expect(toExport('A', formatMessages([{ role: 'user', content: 'Hi' }]), 'chat')).toBe(
      "/** @prompt A */\nexport const A = [\n  { role: 'user', content: 'Hi' },\n] as const;\n",
    );
  });

  it('has a name that can be one', () => {
    expect(
      ['WELCOME', 'team/greeting', 'a-b.c', '3x', 'default', '日本', '#', '$a_b', '--a'].map(toIdentifier),
    ).toEqual(['WELCOME', 'teamGreeting', 'aBC', '_3x', 'defaultPrompt', '日本', '_', '$a_b', 'a']);
  });

  it('is read back as the very same text, whatever is in it', () => {
    const readBack = (code: string) =>
      extract({ paths: ['a.ts'], read: () => code }, DEFAULT_EXTRACT_OPTIONS).prompts.map(
        ({ name, template, kind }) => ({ name, template, kind }),
      );
    const text = fc
      .string({
        unit: fc.constantFrom(...'ab \n\t`$\\\'"', '{{ x }}', '${y}', '\r', '\u2028', '\u2029', '日', '*/'),
        maxLength: 40,
      })
      .filter((one) => one.trim() !== '');
    fc.assert(
      fc.property(text, (template) => {
        expect(readBack(toExport('a/b', template, 'text'))).toEqual([
          { name: 'a/b', template, kind: 'text' },
        ]);
        const chat = formatMessages([
          { role: 'system', content: template },
          { role: 'user', content: '{{ q }}' },
        ]);
        expect(readBack(toExport('a/b', chat, 'chat'))).toEqual([
          { name: 'a/b', template: chat, kind: 'chat' },
        ]);
      }),
    );
  });
});
