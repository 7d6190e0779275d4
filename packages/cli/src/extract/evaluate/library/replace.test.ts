import { describe, expect, it } from 'vitest';
import { told } from '../../../../test/support/told.ts';

/* Replacing: as running it does, or left to the running code. */

describe('a text that is known', () => {
  it.each([
    ['"a b a".replace("a", "x")', 'x b a'],
    ['"a b a".replaceAll("a", "x")', 'x b x'],
    ['"a b a".replace("a", "$&$&")', 'aa b a'],
    ['"a b a".replace("a", "$$")', '$ b a'],
    ['"a b a".replace("a", "5 $")', '5 $ b a'],
    ['"a b a".replace("a", "$5 or $")', '$5 or $ b a'],
    ['"a b a".replace("a", `$${s}`)', '{{ replace }}'],
    ['"a b a".replace("a", `$-${s}`)', '$-{{ s }} b a'],
    ['"a b a".replace(/(a)/, "$1")', 'a b a'],
    ['"a b a".replace("z", "x")', 'a b a'],
    ['"a b a".replace("", "x")', 'xa b a'],
    ['"a b a".replaceAll("", "x")', 'xax xbx xax'],
    ['"a b a".replaceAll(/a/, "x")', '{{ replaceAll }}'],
    ['"a b a".replace("a", s)', '{{ s }} b a'],
    ['"a b a".replace("a", n)', '{{ n }} b a'],
    ['"a b a".replace("a", a)', '{{ value }} b a'],
    ['"a b a".replace("a", undefined)', 'undefined b a'],
    ['"a b a".replace("a")', '{{ replace }}'],
    ['"a b a".replace("a", "x", "y")', '{{ replace }}'],
    ['"a b a".replace(...["a", "x"])', '{{ replace }}'],
    ['"a b a".replace(...l)', '{{ replace }}'],
    ['"a b a".replace(n, "x")', '{{ replace }}'],
    ['"a b a".replace("a", p ? "x" : "y")', '{% if p %}x{% else %}y{% endif %} b a'],
    ['"a b a".replace("a", p ? "x" : "$&")', '{{ replace }}'],
    ['"a b a".replace("a", p ? "$&" : "x")', '{{ replace }}'],
    ['"a b a".replace("a", p ? s : "x")', '{% if p %}{{ s }}{% else %}x{% endif %} b a'],
    ['"a b a".replace("a", ["x", "y"])', '{{ value }} b a'],
    ['"a b a".replace("a", () => "x")', 'x b a'],
    ['"a b a".replaceAll("a", (m) => `<${m}>`)', '<a> b <a>'],
    ['"a b a".replaceAll("a", () => s)', '{{ s }} b {{ s }}'],
    ['"a b a".replaceAll("a", (m, at) => at)', '{{ replaceAll }}'],
    ['"a b a".replaceAll("a", (...m) => m.length)', '{{ replaceAll }}'],
    ['"a b a".replace("a", get)', '{{ get }} b a'],
    ['"a b a".replace("b", () => "$&")', 'a $& a'],
    ['(5).replace("5", "x")', '{{ replace }}'],
    ['null.replace("5", "x")', '{{ replace }}'],
    ['"a b a".replace(/a/, "x")', 'x b a'],
    ['"a b a".replace(/a/g, "x")', 'x b x'],
    ['"a b a".replaceAll(/a/g, "x")', 'x b x'],
    ['"a b a".replace(/z/, "x")', 'a b a'],
    ['"a b a".replace(/(a) (b)/, "$2 $1")', 'b a a'],
    ['"a b a".replace(/(a) (b)/, (m, x, y) => y + m + x)', 'ba ba a'],
    ['"a b a".replace(/(a) (b)/, (m, x, y, at) => at)', '{{ replace }}'],
    ['"a b a".replace(/a(z)?/g, (m, x) => `${x}`)', 'undefined b undefined'],
    ['"a b a".replace(/(?<x>a)/, "<$<x>>")', '<a> b a'],
    ['"a b a".replace(/(?<x>a)/, (m) => m)', '{{ replace }}'],
    ['"a b a".replace(/a/g, s)', '{{ s }} b {{ s }}'],
    ['"a b a".replace(/a/g, get())', '{{ get }} b {{ get }}'],
    ['"a b a".replace(/(a+)+z/g, "x")', '{{ replace }}'],
    ['"a b a".replace(/ /g, "$\'")', 'ab abaa'],
    ['"b".replace(/$/, "a") + "c".replace(/^/, "a")', 'baac'],
    ['"abc".replace(/b/g, "") + "abc".replace("b", "")', 'acac'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('a placeholder in a text of our own', () => {
  it.each([
    ['`${s} {{x}} {{x}}`.replace("{{x}}", "y")', '{{ s }} y {{ "{{" }}x}}'],
    ['`${s} {{x}} {{x}}`.replaceAll("{{x}}", "y")', '{{ s }} y y'],
    ['`${s} {{x}} {{x}}`.replaceAll("{{x}}", n)', '{{ s }} {{ n }} {{ n }}'],
    ['`${s} {{x}} {{x}}`.replaceAll("{{x}}", (m) => m.length)', '{{ s }} 5 5'],
    ['`${s} {{x}} {{x}}`.replaceAll("{{x}}", get)', '{{ s }} {{ get }} {{ get }}'],
    ['`${s} {x}`.replace("{x}", "y")', '{{ s }} y'],
    ['`${s} [x]`.replace("[x]", "y")', '{{ s }} y'],
    ['`${s} [[x]]`.replace("[[x]]", "y")', '{{ s }} y'],
    ['`${s} <x>`.replace("<x>", "y")', '{{ s }} y'],
    ['`${s} <<x>>`.replace("<<x>>", "y")', '{{ s }} y'],
    ['`${s} %x%`.replace("%x%", "y")', '{{ s }} y'],
    ['`${s} %%x%%`.replace("%%x%%", "y")', '{{ s }} y'],
    ['`${s} __X__`.replace("__X__", "y")', '{{ s }} y'],
    ['`${s} $\\{x}`.replace("${x}", "y")', '{{ s }} y'],
    ['`${s} { x }`.replace("{ x }", "y")', '{{ s }} y'],
    ['`${s} {a.b:c-d}`.replace("{a.b:c-d}", "y")', '{{ s }} y'],
    ['`${s} {x`.replace("{x", "y")', '{{ replace }}'],
    ['`${s} x}`.replace("x}", "y")', '{{ replace }}'],
    ['`${s} {x y}`.replace("{x y}", "y")', '{{ replace }}'],
    ['`${s} -{x}-`.replace("-{x}-", "y")', '{{ replace }}'],
    ['`${s} {  x}`.replace("{  x}", "y")', '{{ replace }}'],
    ['`${s} x`.replace("x", "y")', '{{ replace }}'],
    ['`${s} a long phrase`.replace("a long phrase", "y")', '{{ s }} y'],
    ['`${s} long phrase`.replace("long phrase", "y")', '{{ replace }}'],
    ['`${s} short words`.replace("short words", "y")', '{{ replace }}'],
    ['`${s} a b         `.replace("a b         ", "y")', '{{ replace }}'],
    ['`${s} {x}`.replace("{z}", "y")', '{{ s }} {x}'],
    ['`${s} {x}`.replace("{x}", "")', '{{ s }} '],
    ['`${s} {x}`.replaceAll("{x}", p ? "y" : "z")', '{{ s }} {% if p %}y{% else %}z{% endif %}'],
    ['`${s} {x}`.replaceAll("{x}", "$&")', '{{ replaceAll }}'],
    ['` {x} ${s}`.trim().replace("{x}", "y")', '{% filter trim %}y {{ s }}{% endfilter %}'],
    [
      '`${p ? "{x} {x}" : "none"} ${s}`.replace("{x}", "y")',
      '{% if p %}y {x}{% else %}none{% endif %} {{ s }}',
    ],
    [
      '`${p ? "{x}" : "none {x}"} {x} ${s}`.replace("{x}", "y")',
      '{% if p %}y{% else %}none y{% endif %} {x} {{ s }}',
    ],
    [
      '`${p ? "{x}" : "none"} {x} ${s}`.replace("{x}", "y")',
      '{% if p %}y {x} {% else %}none y {% endif %}{{ s }}',
    ],
    [
      '`${p ? "none" : "{x}"} {x} ${s} {x}`.replace("{x}", s)',
      '{% if p %}none {{ s }} {% else %}{{ s }} {x} {% endif %}{{ s }} {x}',
    ],
    [
      '`${p ? "{x}" : "none"}${q ? s : "{x}"} {x}`.replace("{x}", "y")',
      '{% if p %}y{% if q %}{{ s }}{% else %}{x}{% endif %}{% else %}none{% if q %}{{ s }}{% else %}y{% endif %}{% endif %}{% if p or not q %} {x}{% else %} y{% endif %}',
    ],
    ['`{${p ? "x" : "y"}} {x}`.replace("{x}", "v")', '{{ replace }}'],
    ['`{${s}} {x}`.replace("{x}", "v")', '{{ replace }}'],
    ['`{${s}} {x}`.replace("{z}", "v")', '{{ replace }}'],
    ['`{${s} {x}`.replace("{x}", "v")', '{ {{- s }} v'.replace('{ {{- s', '{{ "{" }}{{ s')],
    ['`a long ${s}rase; a long phrase`.replace("a long phrase", "v")', 'DYN_CALL_RESULT'],
    ['`a long ${s} phrase; a long phrase`.replace("a long phrase", "v")', 'a long {{ s }} phrase; v'],
    ['` ${s} a {x} b`.trim().replace("{x}", " v ")', '{% filter trim %}{{ s }} a  v  b{% endfilter %}'],
    ['` ${s} a {x}`.trim().replace("{x}", " v ")', '{{ replace }}'],
    ['` ${s} {x}`.trim().replace("{x}", "v")', '{% filter trim %}{{ s }} v{% endfilter %}'],
    ['(p ? "a {x}" : undefined)?.replace("{x}", s)', '{% if p %}a {{ s }}{% else %}undefined{% endif %}'],
    [
      '(p ? "a {x}" : undefined)?.trim().replace("{x}", s)',
      '{% if p %}a {{ s }}{% else %}undefined{% endif %}',
    ],
    [
      '(p ? "a b" : q ? "b c" : "c").replace("b", s)',
      '{% if p %}a {{ s }}{% elif q %}{{ s }} c{% else %}c{% endif %}',
    ],
    ['(p ? "a b" : s).replace("b", "x")', '{% if p %}a x{% else %}{{ replace }}{% endif %}'],
    [
      '(p ? "a b a" : "b a").replaceAll("a", q ? "x" : s)',
      '{% if p %}{% if q %}x{% else %}{{ s }}{% endif %} b {% if q %}x{% else %}{{ s }}{% endif %}{% else %}b {% if q %}x{% else %}{{ s }}{% endif %}{% endif %}',
    ],
    [
      '`${p ? "{x}" : "none"} {x} ${s}`.replaceAll("{x}", "y")',
      '{% if p %}y{% else %}none{% endif %} y {{ s }}',
    ],
    [
      '`${p ? "{x}" : "none"} ${q ? "{x}" : ""} ${s}`.replace("{x}", "y")',
      '{% if p %}y{% else %}none{% endif %} {% if p %}{% if q %}{x}{% endif %}{% elif q %}y{% endif %} {{ s }}',
    ],
    ['`${l.map((x) => `{x} ${x}`).join(" ")}`.replace("{x}", "y")', '{{ replace }}'],
    [
      '`${l.map((x) => `{x} ${x}`).join(" ")}`.replaceAll("{x}", "y")',
      '{% for item in l %}y {{ item }}{% if not loop.last %} {% endif %}{% endfor %}',
    ],
    ['`${l.map((x) => x).join("{x}")}`.replaceAll("{x}", "y")', '{{ replaceAll }}'],
    [
      '`{x} ${l.map((x) => x).join("{x}")}`.replace("{x}", "y")',
      'y {% for item in l %}{{ item }}{% if not loop.last %}{x}{% endif %}{% endfor %}',
    ],
    ['`{x} ${s}`.split("{x}").join("y")', 'y {{ s }}'],
    ['`{x} ${s}`.split("{x}").join("$&")', '$& {{ s }}'],
    ['`{x} ${s}`.split("{x}").join(n)', '{{ n }} {{ s }}'],
    [
      '`{x} ${s}`.split("{x}").join()',
      '{% for item in split %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      '`{x} ${s}`.split("{x}", 1).join("y")',
      '{% for item in split %}{{ item }}{% if not loop.last %}y{% endif %}{% endfor %}',
    ],
    ['`{x} ${s}`.split("{x}").join("y", 1)', '{{ join }}'],
    ['`{x} ${s}`.split("{z}").join("y")', '{x} {{ s }}'],
    [
      '`{x} ${s}`.split(" ").join("y")',
      '{% for item in split %}{{ item }}{% if not loop.last %}y{% endif %}{% endfor %}',
    ],
    [
      '`{x} ${s}`.split("").join("y")',
      '{% for item in split %}{{ item }}{% if not loop.last %}y{% endif %}{% endfor %}',
    ],
    [
      '`{x} ${s}`.split(n).join("y")',
      '{% for item in split %}{{ item }}{% if not loop.last %}y{% endif %}{% endfor %}',
    ],
    ['"{x} {x}".split("{x}").join("y")', 'y y'],
    ['`${p ? "{x}" : ""}{x} ${s}`.split("{x}").join("y")', '{% if p %}y{% endif %}y {{ s }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('an expression that finds a placeholder', () => {
  it.each([
    ['`${s} {{ x }} {{x}}`.replace(/\\{\\{\\s*x\\s*\\}\\}/g, "y")', '{{ s }} y y'],
    ['`${s} {{ x }} {{x}}`.replace(/\\{\\{\\s*x\\s*\\}\\}/, "y")', '{{ replace }}'],
    ['`${s} {{x}}`.replace(/{{x}}/g, (m) => m.length)', '{{ s }} 5'],
    ['`${s} {{x}}`.replace(/{{(x)}}/g, "y")', '{{ replace }}'],
    ['`${s} {{x}}`.replace(/x/g, "y")', '{{ s_2 }} {{ "{{" }}y}}'],
    [
      '`${p ? "{x}" : "none"}{x} ${s}`.replace(/\\{x\\}/g, "y")',
      '{% if p %}y{% else %}none{% endif %}y {{ s }}',
    ],
    [
      '`{x} ${l.map((x) => `{x} ${x}`).join("{x}")}`.replace(/{x}/g, "y")',
      'y {% for item in l %}y {{ item }}{% if not loop.last %}y{% endif %}{% endfor %}',
    ],
    ['`{x} ${l.map((x) => `{x} ${x}`).join("{x}")}`.replace(/{x}/g, n)', '{{ replace }}'],
    ['` {x} ${s} `.trim().replace(/{x}/g, "y")', '{% filter trim %}y {{ s }}{% endfilter %}'],
    ['`{x} ${l.length}`.replace(/{x}/g, "y")', 'y {{ l | length }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('an expression that trims', () => {
  it.each([
    ['` ${s} a `.replace(/\\s+$/, "") + "|"', ' {{ s }} a|'],
    ['` ${s} a `.replace(/\\s*$/, "") + "|"', ' {{ s }} a|'],
    ['` a ${s} `.replace(/^\\s+/, "") + "|"', 'a {{ s }} |'],
    ['` a ${s} `.replace(/^\\s*/g, "") + "|"', 'a {{ s }} |'],
    ['` a ${s} `.replace(/^\\s+/m, "") + "|"', '{{ replace }}|'],
    ['` ${s} a `.replace(/\\s+$/g, "") + "|"', '{{ replace }}|'],
    ['` ${s} a `.replace(/\\s+$/, "-") + "|"', '{{ replace }}|'],
    ['` ${s} a `.replace(/x^\\s+/, "") + "|"', '{{ replace }}|'],
    ['` ${s} a `.replace(/\\s+$x/, "") + "|"', '{{ replace }}|'],
    ['` ${s} a `.replace(/\\s$/, "") + "|"', '{{ replace }}|'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('an expression that finds characters one by one, or runs of them', () => {
  it.each([
    ['`a\\n${s}\\nb`.replace(/\\n/g, "\\n  ")', 'a\n  {{ s_2 }}\n  b'],
    ['`a\\n${s}\\nb`.replace(/\\n+/g, "-")', 'a{{ s_2 }}b'],
    ['`a\\n${s}\\nb`.replace(/\\n/, "-")', '{{ replace }}'],
    ['`a b ${s} c`.replace(/ /g, "_")', 'a_b_{{ s_2 }}_c'],
    ['`a b ${s} c`.replace(/\\s+/g, "_")', 'a_b{{ s_2 }}c'],
    ['`a b ${s}${a} c`.replace(/\\s+/g, "_")', '{{ replace }}'],
    ['`a b ${s} ${a} c`.replace(/\\s+/g, "_")', '{{ replace }}'],
    ['`a b ${s}-${a} c`.replace(/\\s+/g, "_")', 'a_b{{ s_2 }}-{{ a_2 }}c'],
    ['`a b ${n} c`.replace(/\\s+/g, "_")', 'a_b_{{ n }}_c'],
    ['`a b ${n} c`.replace(/\\d+/g, "_")', 'a b {{ n_2 }} c'],
    ['`a b ${n} c`.replace(/e/g, "_")', 'a b {{ n_2 }} c'],
    ['`a b ${p} c`.replace(/e/g, "_")', 'a b {{ p_2 }} c'],
    ['`a b ${p} c`.replace(/ /g, "_")', 'a_b_{{ p }}_c'],
    ['`a b ${o[0].name} c`.replace(/ /g, "_")', 'a_b_{{ name }}_c'],
    ['`a b ${l[0]} c`.replace(/ /g, "_")', 'a_b_{{ l_2 }}_c'],
    ['`a b ${get()} c`.replace(/ /g, "_")', 'a_b_{{ get }}_c'],
    ['`a b ${get()} c`.replace(/\\s+/g, "_")', 'a_b{{ get }}c'],
    ['`A b ${s} c`.replace(/a/gi, "_")', '_ b {{ s_2 }} c'],
    ['`A b ${s} c`.replace(/a/g, "_")', 'A b {{ s_2 }} c'],
    ['`a b ${p ? " c " : "d"}`.replace(/\\s+/g, "_")', 'a_b{% if p %}_c_{% else %}_d{% endif %}'],
    [
      '`a b ${p ? " c " : "d"} e ${s}`.replace(/\\s+/g, "_")',
      'a_b{% if p %}_c_{% else %}_d_{% endif %}e{{ s_2 }}',
    ],
    [
      '`a b ${p ? s : "d"} e ${s}`.replace(/\\s+/g, "_")',
      'a_b{% if p %}{{ s_2 }}{% else %}_d_{% endif %}e{{ s_3 }}',
    ],
    ['`a b${p ? s : ""}${q ? a : "-"}e`.replace(/\\s+/g, "_")', '{{ replace }}'],
    ['`a b ${l.length} c`.replace(/ /g, "_")', 'a_b_{{ l | length }}_c'],
    ['`a b ${l.length} c`.replace(/\\d/g, "_")', '{{ replace }}'],
    ['`a b ${l.map((x) => ` ${x} `).join(" ")} c`.replace(/ /g, "_")', 'DYN_LOOP'],
    ['`a b ${l.map((x) => ` ${x} `).join(" ")} c`.replace(/ +/g, "_")', '{{ replace }}'],
    [
      '`a b ${l.map((x, i) => `${i} `).join(" ")} c`.replace(/ /g, "_")',
      'a_b_{% for item in l %}{{ loop.index0 }}_{% if not loop.last %}_{% endif %}{% endfor %}_c',
    ],
    ['`a b ${l.map((x, i) => `${i} `).join(" ")} c`.replace(/\\d/g, "_")', '{{ replace }}'],
    ['` ${s} `.trim().replace(/ /g, "_")', '{{ replace }}'],
    ['`a b ${s} c`.replace(/[ab]+/g, "_")', '_ _ {{ s_2 }} c'],
    ['`a b ${s} c`.replace(/[^a]/g, "_")', 'a___{{ s_2 }}__'],
    ['`a b ${s} c`.replace(/./g, "_")', '{{ replace }}'],
    ['`a b ${s} c`.replace(/\\./g, "_")', 'a b {{ s_2 }} c'],
    ['`a b ${s} c`.replace(/ab/g, "_")', '{{ replace }}'],
    ['`a b ${s} c`.replace(/ /g, "$&")', '{{ replace }}'],
    ['`a b ${s} c`.replace(/ /g, n)', '{{ replace }}'],
    ['`a b ${s} c`.replace(/ /g, () => "_")', '{{ replace }}'],
    ['`a b ${s} c`.replace(/ /g, (m) => m)', '{{ replace }}'],
    ['`a b ${s} c`.replace(/ /gu, "_")', '{{ replace }}'],
    ['`a b ${s} c`.replace(/ /gm, "_")', 'a_b_{{ s_2 }}_c'],
    ['`a b ${s} c`.replace(/^ /gm, "_")', '{{ replace }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});
