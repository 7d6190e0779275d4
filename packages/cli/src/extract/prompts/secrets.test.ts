import { describe, expect, it } from 'vitest';
import { findSecret } from './secrets.ts';

const body = (length: number) => 'Zq7Rk2Wv9Tn4Yb8Lm1Hd6Js3Gp5FcXaUeOi0Bz'.repeat(8).slice(0, length);
const UPPER = 'QWRTY2PLKJHGFDS3';

/** Put together here, so that no scanner takes this file for a leak. */
const SECRETS: readonly (readonly [string, string])[] = [
  ['AWS', `AKIA${UPPER}`],
  ['GitHub', `ghp_${body(36)}`],
  ['GitHub', `github_pat_${body(22)}_${body(59)}`],
  ['GitLab', `glpat-${body(20)}`],
  ['Anthropic', `sk-ant-api03-${body(93)}`],
  ['OpenAI', `sk-proj-${body(48)}`],
  ['Google', `AIza${body(35)}`],
  ['Slack', `xoxb-${'1029384756'}-${body(24)}`],
  ['Stripe', `sk_live_${body(24)}`],
  ['npm', `npm_${body(36)}`],
  ['private key', `-----BEGIN RSA PRIVATE KEY-----\n${body(64)}\n-----END RSA PRIVATE KEY-----`],
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
});
