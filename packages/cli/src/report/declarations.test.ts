import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildDeclarations } from './declarations.ts';

const required = (name: string, type?: string) => ({
  name,
  required: true,
  ...(type === undefined ? {} : { type }),
});

test('each prompt has its variables, nested as they are written', () => {
  const text = buildDeclarations([
    {
      name: 'answer',
      variables: [
        required('customer.name', 'string'),
        required('customer.plan', '"free" | "team"'),
        { name: 'language', required: false, default: 'English' },
        required('rows[0].id', 'number'),
        required('headers["x-id"]'),
      ],
    },
    { name: 'TONES.chat', variables: [] },
  ]);
  expect(text).toContain(`export interface PromptVariables {
  "TONES.chat": Record<string, never>;
  answer: {
    customer: {
      name: string;
      plan: "free" | "team";
    };
    headers: {
      "x-id": unknown;
    };
    language?: unknown;
    rows: readonly ({
      id: number;
    })[];
  };
}

export type PromptName = keyof PromptVariables;
`);
});

test('an object that is only asked for is optional; one with a needed part is not', () => {
  const text = buildDeclarations([
    {
      name: 'P',
      variables: [
        { name: 'user', required: false },
        { name: 'user.name', required: true },
        { name: 'extra.note', required: false },
      ],
    },
  ]);
  expect(text).toContain('    user: {\n      name: unknown;\n    };');
  expect(text).toContain('    extra?: {\n      note?: unknown;\n    };');
});

test('the order of prompts and variables does not matter', () => {
  const prompts = [
    { name: 'b', variables: [required('x.y'), required('a'), required('x.z[1]')] },
    { name: 'a', variables: [required('q')] },
  ];
  fc.assert(
    fc.property(
      fc.shuffledSubarray(prompts, { minLength: 2 }),
      fc.shuffledSubarray(prompts[0]?.variables ?? [], { minLength: 3 }),
      (some, variables) => {
        const shuffled = some.map((prompt) => (prompt.name === 'b' ? { ...prompt, variables } : prompt));
        expect(buildDeclarations(shuffled)).toBe(buildDeclarations(prompts));
      },
    ),
  );
});
