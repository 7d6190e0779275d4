import type { RegisteredEntry } from '@prompt-ledger/shared/contract';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // What a server answered may be anything; the expectations of a test say what it is.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

export interface Client {
  get(path: string): Promise<Answer>;
  put(path: string, body: unknown): Promise<Answer>;
  post(path: string, body: unknown): Promise<Answer>;
  /** Registers templates by name and expects that to succeed. */
  register(templates: Readonly<Record<string, string>>): Promise<RegisteredEntry[]>;
  /** Posts, and leaves the answer to be read. */
  open(path: string, body: unknown): Promise<Response>;
  /** Anything else. */
  send(path: string, init: RequestInit): Promise<Answer>;
}

/** A real HTTP client of a test server. */
export function createClient({ url, key }: { readonly url: string; readonly key: string }): Client {
  const send = async (path: string, init: RequestInit): Promise<Answer> => {
    const response = await fetch(`${url}${path}`, {
      ...init,
      headers: { 'x-api-key': key, ...init.headers },
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const sendJson = (method: string, path: string, body: unknown) =>
    send(path, { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  const post = (path: string, body: unknown) => sendJson('POST', path, body);
  return {
    send,
    post,
    open: (path, body) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
      }),
    get: (path) => send(path, {}),
    put: (path, body) => sendJson('PUT', path, body),
    register: async (templates) => {
      const prompts = Object.entries(templates).map(([name, template_source]) => ({ name, template_source }));
      const answer = await post('/v1/prompts/register-code', { prompts });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return answer.body.registered;
    },
  };
}
