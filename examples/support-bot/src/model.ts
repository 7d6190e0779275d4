export interface ChatMessage {
  role: 'system' | 'user';
  content: string;
}

/** Asks any OpenAI-compatible server; throws with the server's own sentence when it refuses. */
export async function complete(messages: readonly ChatMessage[]): Promise<string> {
  const base = process.env['OPENAI_BASE_URL'] ?? 'https://api.openai.com/v1';
  const response = await fetch(`${base}/chat/completions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${process.env['OPENAI_API_KEY'] ?? ''}`,
    },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages }),
  });
  if (!response.ok) throw new Error(`The model answered ${response.status}: ${await response.text()}`);
  const body = (await response.json()) as { choices: { message: { content: string } }[] };
  return body.choices[0]?.message.content ?? '';
}
