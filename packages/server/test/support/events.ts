import type { Client } from './client.ts';

export interface Event {
  readonly name: string;
  // What a server sent may be anything; the expectations of a test say what it is.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any;
}

/** Sends a request and reads server-sent events as they come. @param each stops the reading when it says so */
export async function readEvents(
  client: Pick<Client, 'open'>,
  path: string,
  body: unknown,
  each: (event: Event) => 'stop' | void = () => {},
): Promise<{ readonly headers: Headers; readonly events: Event[] }> {
  const response = await client.open(path, body);
  const events: Event[] = [];
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    rest += decoder.decode(chunk, { stream: true });
    const blocks = rest.split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/.exec(block) ?? [];
      if (name === undefined || data === undefined) continue;
      const event = { name, data: JSON.parse(data) };
      events.push(event);
      if (each(event) === 'stop') return { headers: response.headers, events };
    }
  }
  return { headers: response.headers, events };
}
