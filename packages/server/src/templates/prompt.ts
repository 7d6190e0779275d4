import {
  cutText,
  findTextProblem,
  formatMessages,
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

/** Renders a text, or each message of a chat. Values are never rendered again. */
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
  for (const { role, content } of parseMessages(template) ?? []) {
    const result = render(content, data);
    if (result.kind === 'refused') return result;
    const text = cutText(result.text, left);
    isTruncated ||= text.length < result.text.length;
    left -= Buffer.byteLength(text);
    messages.push({ role, content: text });
  }
  return { kind: 'rendered', text: formatMessages(messages), isTruncated };
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
