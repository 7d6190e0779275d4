import { describe, expect, it } from 'vitest';
import { toldBy } from '../../../../test/support/told.ts';

/* A list or record that is changed under one of its names, where another name may hold it too. */

describe('names of what is changed', () => {
  it.each([
    [
      'const k = { m: ["a"] }; k?.m.push("b"); return k.m.join();',
      '{% for item in m %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['let t = "a"; const u = t; while (more()) { t = get(); } return u + t;', 'a{{ value }}'],
    [
      'const m = ["a"]; const k = { m, n: "x" }; m.push("b"); return k.m.join();',
      '{% for item in m %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const m = ["a"]; const k = [m, "x"]; m.push("b"); return k[0].join();',
      '{% for item in value %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const m = ["a"]; const u = p ? "x" : "y"; m.push("b"); return u + m.join();',
      '{% if p %}x{% else %}y{% endif %}a,b',
    ],
    [
      'const m = ["a"]; const k = p ? m : ["y"]; m.push("b"); return k.join();',
      '{% for item in push %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['const m = ["a"]; const k = ["x", ...(p ? [m] : [])]; m.push("b"); return `${k[1]}`;', '{{ value }}'],
    [
      'const m = ["a"]; const k = ["x", ...(p ? ["z"] : [])]; m.push("b"); return k.join();',
      'x{% if p %},z{% endif %}',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});
