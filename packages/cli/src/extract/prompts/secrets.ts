/**
 * Keys whose issuers gave them a form of their own, so that ordinary text is not taken for one. A prompt is stored, shown
 * and sent to providers: a key in it is lost.
 */
const SECRETS: readonly (readonly [kind: string, form: RegExp])[] = [
  ['an access key of AWS', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ['a token of GitHub', /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59})\b/],
  ['a token of GitLab', /\bglpat-[\w-]{20,64}\b/],
  ['a key of Anthropic', /\bsk-ant-(?:api|admin)\d\d-[\w-]{80,120}\b/],
  ['a key of Prompt Ledger', /\bplk_[\w-]{43}\b/],
  [
    'a key of OpenAI',
    /\bsk-(?:(?:proj|svcacct|admin)-[\w-]{40,200}|[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20})\b/,
  ],
  ['a key of Google', /\bAIza[\w-]{35}\b/],
  ['a token of Slack', /\bxox[abeoprs]-\d{10,13}-[\w-]{20,200}/],
  [
    'a webhook of Slack',
    /\bhooks\.slack\.com\/services\/T[A-Z0-9]{8,12}\/B[A-Z0-9]{8,12}\/[A-Za-z0-9]{24}\b/,
  ],
  ['a live key of Stripe', /\b[rs]k_live_[A-Za-z0-9]{24,247}\b/],
  ['a token of npm', /\bnpm_[A-Za-z0-9]{36}\b/],
  ['a token of Hugging Face', /\bhf_[A-Za-z]{34}\b/],
  ['a key of SendGrid', /\bSG\.[\w-]{22}\.[\w-]{43}\b/],
  [
    'a private key',
    /-----BEGIN (?:RSA |EC |DSA |OPENSSH |ENCRYPTED )?PRIVATE KEY-----\s+(?:[\w-]+: .*\s+)*[A-Za-z0-9+/=]{40}/,
  ],
];

/**
 * Finds what looks like a secret in a text.
 *
 * @returns what kind it is, never the secret itself; null where there is none
 */
export function findSecret(text: string): string | null {
  for (const [kind, form] of SECRETS) {
    if (!form.test(text)) continue;
    for (const [found] of text.matchAll(new RegExp(form, 'g'))) if (!isExample(found)) return kind;
  }
  return null;
}

/** What documentation shows: `…EXAMPLE`, `xxxx`, `0000`, `abcdef`, `123456`. */
function isExample(found: string): boolean {
  const body = found.replace(
    /^(?:sk-ant-\w+-|sk-(?:proj|svcacct|admin)-|github_pat_|[A-Za-z]{2,5}[_.-])/,
    '',
  );
  if (/example|dummy|fake|sample|redacted|placeholder|your|x{4}|\*{3}|\.{3}/i.test(found)) return true;
  if (/(.)\1{5}/.test(body) || /abcdef|012345|123456/i.test(body)) return true;
  return new Set(body).size < 8;
}
