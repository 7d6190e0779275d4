import { parseMessages, type PromptKind, type Variable } from '@prompt-ledger/shared';
import { readVariables, toBudget } from '@prompt-ledger/shared/variables';

/** The variables of a template; of a chat those of all its messages, each once, in the order of appearance. */
export function readTemplateVariables({
  template,
  kind,
}: {
  template: string;
  kind: PromptKind;
}): Variable[] {
  if (kind === 'text') return readVariables(template);
  const byName = new Map<string, Variable>();
  const budget = toBudget();
  for (const { content } of parseMessages(template) ?? []) {
    for (const variable of readVariables(content, budget)) {
      const known = byName.get(variable.name);
      if (known === undefined || (variable.required && !known.required)) byName.set(variable.name, variable);
    }
  }
  return budget.left < 0 ? [] : [...byName.values()];
}
