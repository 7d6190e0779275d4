import {
  cutText,
  findTextProblem,
  formatMessages,
  isMessage,
  parseMessages,
  type Message,
  type PromptKind,
} from '@prompt-ledger/shared';
import { renderTemplate } from './engine.ts';

/** A prompt to be rendered. */
export interface RenderRequest {
  readonly template: string;
  readonly kind: PromptKind;
  /** The values as JSON text, which holds data and nothing else. */
  readonly values: string;
  /** Longer results are cut. */
  readonly maxBytes: number;
}

export type RenderedPrompt =
  | {
      readonly kind: 'rendered';
      /** Of a chat the canonical JSON of its messages. */
      readonly text: string;
      readonly isTruncated: boolean;
    }
  | Refused;

interface Refused {
  readonly kind: 'refused';
  readonly isUndefined: boolean;
  /** The end of a sentence about the template. */
  readonly message: string;
}

/** Renders a text, or each message of a chat, at a placeholder those of its value. Values are never rendered again. */
export function renderPrompt({ template, kind, values, maxBytes }: RenderRequest): RenderedPrompt {
  const data: Record<string, unknown> = JSON.parse(values);
  if (kind === 'text') {
    const result = render(template, data);
    if (result.kind === 'refused') return result;
    const text = cutText(result.text, maxBytes);
    return { kind: 'rendered', text, isTruncated: text.length < result.text.length };
  }
  const messages: Message[] = [];
  let left = maxBytes;
  let isTruncated = false;
  for (const message of parseMessages(template) ?? []) {
    const result =
      message.role === PLACEHOLDER ? readPlace(message.content, data) : renderMessage(message, data);
    if (result.kind === 'refused') return result;
    for (const { role, content } of result.messages) {
      const text = cutText(content, left);
      isTruncated ||= text.length < content.length;
      left -= Buffer.byteLength(text);
      messages.push({ role, content: text });
    }
  }
  if (messages.length === 0) return refuse('has no message with these values');
  return { kind: 'rendered', text: formatMessages(messages), isTruncated };
}

type Rendered = { readonly kind: 'rendered'; readonly messages: readonly Message[] };

function renderMessage({ role, content }: Message, data: Record<string, unknown>): Refused | Rendered {
  const result = render(content, data);
  return result.kind === 'refused'
    ? result
    : { kind: 'rendered', messages: [{ role, content: result.text }] };
}

/** The role of a message that stands for a list of them, as in LangChain: `{{ history }}` is the list. */
const PLACEHOLDER = 'placeholder';

function readPlace(content: string, data: Record<string, unknown>): Refused | Rendered {
  const [, expression] = /^\{\{-?([^{}]*?)-?\}\}$/.exec(content.trim()) ?? [];
  if (expression === undefined)
    return refuse(`has "${content}" where a list of messages belongs: one variable, {{ name }}`);
  // As text first: the filter takes what is undefined for null.
  const asText = render(content, data);
  if (asText.kind === 'refused') return asText;
  const result = render(`{{ (${expression}) | tojson }}`, data);
  if (result.kind === 'refused') return result;
  // JSON in any case: the filter wrote it.
  const value: unknown = JSON.parse(result.text);
  if (!Array.isArray(value) || !value.every(isMessage)) {
    return refuse(`needs a list of messages for ${expression.trim()}: [{ "role": "user", "content": "…" }]`);
  }
  const problem = value
    .map(({ role, content: text }) => findTextProblem(role) ?? findTextProblem(text))
    .find(Boolean);
  return problem
    ? refuse(`has a message in ${expression.trim()} that ${problem}`)
    : { kind: 'rendered', messages: value };
}

function render(
  template: string,
  data: Record<string, unknown>,
): Refused | { readonly kind: 'rendered'; readonly text: string } {
  const result = renderTemplate(template, data);
  switch (result.kind) {
    case 'rendered': {
      const problem = findTextProblem(result.text);
      return problem === null ? result : refuse(`renders to what cannot be sent: it ${problem}`);
    }
    case 'refused':
      return explain(result.report);
    case 'too large':
      return refuse('takes too much memory to render');
    case 'crashed':
      return refuse('cannot be rendered: it is nested too deeply');
  }
}

/** `undefined value (in t:3)`, or `unknown filter: filter x is unknown (in t:1)`, and then where in the template. */
function explain(report: string): Refused {
  const [head = ''] = report.split('\n', 1);
  const [, reason = head, line = '1'] = /^(.*) \(in t:(\d+)\)$/.exec(head) ?? [];
  if (reason === 'engine ran out of fuel') return refuse('takes too many steps to render');
  return refuse(`cannot be rendered at line ${line}: ${reason}`, reason.startsWith('undefined value'));
}

function refuse(message: string, isUndefined = false): Refused {
  return { kind: 'refused', isUndefined, message };
}
