import { describe, expect, it } from 'vitest';
import { findForeign } from './foreign.ts';

describe('placeholders of another template language', () => {
  it.each([
    ['Hello {name}, how are you?', '{name}'],
    ['<topic>{user.topic}</topic>', '{user.topic}'],
    ['Hello <%= user.name %>!', '<%= user.name %>'],
    ['{{#if name}}Hello{{/if}}', '{{#if name}}'],
    ['{{> header }} text', '{{> header }}'],
    ['Hello {{{ name }}}', '{{{ name }}}'],
    ['Hello {{ name | upper }}', '{{ name | upper }}'],
    ['Hello {{ format(name) }}', '{{ format(name) }}'],
    ['{% for x in list %}a{% endfor %} {name}', '{% for x in list %}'],
  ])('%s', (text, found) => {
    expect(findForeign(text)).toBe(found);
  });

  it.each([
    ['our own', 'Hello {{ name }} and {{user.name}}.'],
    ['JSON', 'Answer as {"name": "value", "list": [1, 2]} or {} or { }.'],
    ['code in a fence', 'Write:\n```ts\nconst a = {name};\nimport {a} from "b";\n```'],
    ['code in a line', 'Write `{name}` or `<%= x %>`.'],
    ['template literals', 'The value is ${name}.'],
    ['LaTeX', 'Write \\frac{a}{b} and x_{n}.'],
    ['attributes', '<Button onClick={handler}>'],
    ['imports', 'import {useState} from "react"'],
    ['percent signs', 'between 5% and 10 <% or so %'],
  ])('are not %s', (_, text) => {
    expect(findForeign(text)).toBeNull();
  });
});
