/**
 * Reads the URL of a server: http or https, with or without a path, nothing else in it.
 *
 * @returns `{ url }` without a trailing slash, or `{ problem }`: the end of a sentence, which never repeats what may
 * be a password
 */
export function parseServerUrl(text: string): { readonly url: string } | { readonly problem: string } {
  const parsed = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (parsed !== null && (parsed.username !== '' || parsed.password !== '')) {
    return { problem: 'must not hold a user or password: the key goes into LEDGER_API_KEY' };
  }
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) {
    // What does not parse may still hold a password; such text is not repeated.
    const example = text.includes('@') ? 'http://127.0.0.1:8400' : exampleFor(text);
    return { problem: `must be a URL like ${example}` };
  }
  if (parsed.search !== '' || parsed.hash !== '') return { problem: 'must not have a query or fragment' };
  return { url: `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}` };
}

/** `localhost:8400` wants nothing but its scheme. */
function exampleFor(text: string): string {
  return /^[\w.-]+(:\d+)?$/.test(text) ? `http://${text}` : 'http://127.0.0.1:8400';
}
