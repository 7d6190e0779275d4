import { describe, expect, it } from 'vitest';
import { toldBy } from '../../../../test/support/told.ts';

/* Lists whose items are there by conditions or for each turn: numbered and joined, or left to the running code. */

describe('items of a list', () => {
  it.each([
    [
      'const m = []; if (p) m.push("a"); if (p) m.push("b"); if (p) m.push("c"); if (p) m.push("d"); return m.map((x, i) => i + x).join();',
      '{% if p %}0a,1b,2c,3d{% endif %}',
    ],
    [
      'const m = []; if (p) m.push("a"); if (!p) m.push("b"); if (p) m.push("c"); if (!p) m.push("d"); return m.map((x, i) => i + x).join();',
      '{% if p %}0a,1c{% else %}0b,1d{% endif %}',
    ],
    [
      'const m = []; if (!p) m.push("a"); if (p) m.push("b"); if (!p) m.push("c"); if (p) m.push("d"); return m.map((x, i) => i + x).join();',
      '{% if not p %}0a,1c{% else %}0b,1d{% endif %}',
    ],
    [
      'return [...l, "z"].map((x, i) => i + x).join();',
      '{% for item in map %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'return ["z", ...l].map((x, i) => i + x).join();',
      '{% for item in map %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'return ["z", ...(p ? ["y"] : [])].map((x, i) => i + x).join();',
      '{% if p %}0z,1y{% else %}0z{% endif %}',
    ],
    [
      'return [...l, ...l].map((x, i) => i + x).join();',
      '{% for item in map %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'return [...l.map((x) => x + "!"), "z"].join("-");',
      '{% for item in l %}{{ item }}!{% if not loop.last %}-{% endif %}{% endfor %}{% if l[0] is defined %}-{% endif %}z',
    ],
    ['return ["z", ...l.filter((x) => x)].join("-");', 'z{% for item in l if item %}-{{ item }}{% endfor %}'],
    ['return [...l.filter((x) => x), "z"].join("-");', '{{ join }}'],
    [
      'return [...l.filter((x) => x)].join("-");',
      '{% for item in l if item %}{{ item }}{% if not loop.last %}-{% endif %}{% endfor %}',
    ],
    ['return [...l.filter((x) => x), "z"].join("");', '{% for item in l if item %}{{ item }}{% endfor %}z'],
    ['return [...(p ? ["a"] : []), ...l.filter((x) => x)].join("-");', '{{ join }}'],
    [
      'return [...(p ? ["a"] : []), ...l].join(s);',
      '{% if p %}a{% endif %}{% for item in l %}{% if p or loop.index0 > 0 %}{{ s }}{% endif %}{{ item }}{% endfor %}',
    ],
    [
      'return [...l, ...(p ? ["a"] : [])].join(s);',
      '{% for item in l %}{% if loop.index0 > 0 %}{{ s }}{% endif %}{{ item }}{% endfor %}{% if p %}{% if l[0] is defined %}{{ s }}{% endif %}a{% endif %}',
    ],
    [
      'return [...l, "a"].join(s);',
      '{% for item in l %}{% if loop.index0 > 0 %}{{ s }}{% endif %}{{ item }}{% endfor %}{% if l[0] is defined %}{{ s }}{% endif %}a',
    ],
    [
      'return l.flatMap((x) => [x, "a"]).join("-");',
      '{% for item in l %}{{ item }}-a{% if not loop.last %}-{% endif %}{% endfor %}',
    ],
    [
      'return l.flatMap((x) => x ? [x, "a"] : []).join("-");',
      '{% for item in l if item %}{{ item }}-a{% if not loop.last %}-{% endif %}{% endfor %}',
    ],
    [
      'return o.flatMap((x) => [x.on && "a", x.name && x.name].filter(Boolean)).join("-");',
      '{% for item in o if item.name or item.on %}{% if item.on %}a{% endif %}{% if item.name %}{% if item.on %}-{% endif %}{{ item.name }}{% endif %}{% if not loop.last %}-{% endif %}{% endfor %}',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});
