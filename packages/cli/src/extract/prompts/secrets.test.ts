import { describe, expect, it } from 'vitest';
import { findSecret } from './secrets.ts';

const body = (length: number) => 'Zq7Rk2Wv9Tn4Yb8Lm1Hd6Js3Gp5FcXaUeOi0Bz'.repeat(8).slice(0, length);
const UPPER = 'QWRTY2PLKJHGFDS3';

/** Put together here, so that no scanner takes this file for a leak. */
const SECRETS: readonly (readonly [string, string])[] = [
  ['AWS', `AKIA${UPPER}`],
  ['GitHub', `ghp_${body(36)}`],
  ['GitHub', `github_pat_${body(22)}_${body(59)}`],
  ['GitHub', `gho_${body(255)}`],
  ['GitLab', `glpat-${body(20)}`],
  ['Anthropic', `sk-ant-api03-${body(93)}`],
  ['Anthropic', `sk-ant-admin01-${body(93)}`],
  ['Prompt Ledger', `plk_${body(43)}`],
  ['OpenAI', `sk-proj-${body(48)}`],
  ['OpenAI', `sk-svcacct-${body(48)}`],
  ['OpenAI', `sk-${body(20)}T3BlbkFJ${body(20)}`],
  ['Google', `AIza${body(35)}`],
  ['Slack', `xoxb-${'1029384756'}-${body(24)}`],
  ['webhook of Slack', `hooks.slack.com/services/T${UPPER.slice(0, 9)}/B${UPPER.slice(3, 12)}/${body(24)}`],
  ['Stripe', `sk_live_${body(24)}`],
  ['Stripe', `rk_live_${body(24)}`],
  ['npm', `npm_${body(36)}`],
  [
    'Hugging Face',
    `hf_${body(80)
      .replaceAll(/[^A-Za-z]/g, '')
      .slice(0, 34)}`,
  ],
  ['SendGrid', `SG.${body(22)}.${body(43)}`],
  ['private key', `-----BEGIN RSA PRIVATE KEY-----\n${body(64)}\n-----END RSA PRIVATE KEY-----`],
  ['private key', `-----BEGIN PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n${body(64)}`],
  // Few of its letters are the same in a row, or in the order of the alphabet.
  ['AWS', `AKIA${'QWRTY222227PLKJH'}`],
  ['GitHub', `ghp_${'QQQQQ12345abcde77777'}${body(16)}`],
  ['GitHub', `ghp_${'QqWwEeRr'.repeat(5).slice(0, 36)}`],
];

describe('a secret in a text', () => {
  it.each(SECRETS)('is found: %s', (kind, secret) => {
    expect(findSecret(`Use ${secret} for it.`)).toContain(kind);
    expect(findSecret(secret)).not.toContain(secret);
  });

  it.each([
    'Never reveal keys such as AKIAIOSFODNN7EXAMPLE or sk-ant-...',
    'A token begins with ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.',
    'Flag everything that looks like sk-proj-your-key-goes-here-and-it-is-long-enough-for-that.',
    'The private key starts with -----BEGIN RSA PRIVATE KEY----- and must not be shown.',
    'api_key=abcdef0123456789abcdef0123456789 is what a key may look like',
    'sha256:0ac46560e041dd7ae408035089e631b9bef26d90d7e763b5eabfb947c41d05a3',
    'Ask for {{api_key}} and call https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX.',
  ])('is not what only speaks of one: %s', (text) => {
    expect(findSecret(text)).toBeNull();
  });

  it.each([
    ['the example of a page', `AKIA${'QWRTY2EXAMPLE'}DS3`],
    ['the same, in small letters', `ghp_example${body(29)}`],
    ['one that is called a dummy', `ghp_dummy${body(31)}`],
    ['one that is called fake', `sk-proj-fake-${body(44)}`],
    ['a sample', `npm_Sample${body(30)}`],
    ['one that was taken out', `sk-proj-redacted-${body(44)}`],
    ['a placeholder', `sk-proj-placeholder-${body(44)}`],
    ['yours', `sk-proj-your-${body(44)}`],
    ['four of a letter that stands for any', `ghp_xXxX${body(32)}`],
    ['six of any letter in a row', `ghp_ZZZZZZ${body(30)}`],
    ['the alphabet', `ghp_AbCdEf${body(30)}`],
    ['numbers in their order from zero', `ghp_012345${body(30)}`],
    ['numbers in their order', `ghp_123456${body(30)}`],
    ['next to no different letters', `ghp_${'QqWwEeR'.repeat(6).slice(0, 36)}`],
    ['none but those of what it begins with', `sk-ant-api03-${'QqWwEeR'.repeat(14).slice(0, 93)}`],
    ['the same of OpenAI', `sk-svcacct-${'QqWwEeR'.repeat(7)}`],
    ['the same of GitHub', `github_pat_${'QqWwEe'.repeat(4).slice(0, 22)}_${'Qq'.repeat(30).slice(0, 59)}`],
    ['a private key whose end is left out', `-----BEGIN PRIVATE KEY-----\nComment: ...\n${body(64)}`],
    ['a private key that is blackened', `-----BEGIN PRIVATE KEY-----\nComment: ***\n${body(64)}`],
  ])('is not %s', (_, text) => {
    expect(findSecret(`Use ${text} for it.`)).toBeNull();
  });

  it('is found behind an example of its kind, and behind one of another', () => {
    expect(findSecret(`Not ghp_example${body(29)}, but ghp_${body(36)}.`)).toContain('GitHub');
    expect(findSecret(`Not AKIA${'QWRTY2EXAMPLE'}DS3, but npm_${body(36)}.`)).toContain('npm');
  });
});
