/** Stores texts as another client would. */
export async function register(
  server: { readonly url: string; readonly key: string },
  prompts: Readonly<Record<string, string>>,
): Promise<void> {
  const entries = Object.entries(prompts).map(([name, template_source]) => ({ name, template_source }));
  const answer = await fetch(`${server.url}/v1/prompts/register-code`, {
    method: 'POST',
    headers: { 'x-api-key': server.key, 'content-type': 'application/json' },
    body: JSON.stringify({ prompts: entries }),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
