/** The source of a module in which every prompt is found, whatever its name: it lies in a prompts folder. */
export function promptModule(prompts: Readonly<Record<string, string>>): Record<string, string> {
  const lines = Object.entries(prompts).map(
    ([name, text]) => `/** @prompt */\nexport const ${name} = ${JSON.stringify(text)};\n`,
  );
  return { 'src/prompts/all.ts': lines.join('\n') };
}
