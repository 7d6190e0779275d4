import { describe, expect, it } from 'vitest';
import { toldBy } from '../../../../test/support/told.ts';

/* Loops: as running them, or left to the running code. */

describe('loops over lists that are written', () => {
  it.each([
    ['let t = ""; for (const x of ["a", "b"]) t += x; return t;', 'ab'],
    ['let t = ""; for (const [x, y] of [["a", "b"]]) { t += y + x; } return t;', 'ba'],
    ['let t = ""; for (const { name } of [{ name: "a" }, { name: s }]) { t += name; } return t;', 'a{{ s }}'],
    ['let t = ""; for (let x of ["a", "b"]) { x += "!"; t += x; } return t;', 'a!b!'],
    ['let t = ""; for (const x of ["a", "b", "c"]) { if (x === "b") break; t += x; } return t;', 'a'],
    ['let t = ""; for (const x of ["a", "b", "c"]) { if (x === "b") continue; t += x; } return t;', 'ac'],
    [
      'let t = ""; for (const x of ["a", "b", "c"]) { if (x === s) break; t += x; } return t;',
      '{% if s != "a" %}a{% if s != "b" %}b{% if s != "c" %}c{% endif %}{% endif %}{% endif %}',
    ],
    [
      'let t = ""; for (const x of ["a", "b", "c"]) { if (x === s) continue; t += x; } return t;',
      '{% if s == "a" %}bc{% else %}a{% if s == "b" %}c{% else %}b{% if s != "c" %}c{% endif %}{% endif %}{% endif %}',
    ],
    [
      'let t = ""; for (const x of ["a", "b"]) { if (p) t += x; else t += "-"; } return t;',
      '{% if p %}ab{% else %}--{% endif %}',
    ],
    [
      'for (const x of ["a", "b"]) { if (x === s) return x; } return "none";',
      '{% if s == "a" %}a{% elif s == "b" %}b{% else %}none{% endif %}',
    ],
    [
      'let t = ""; for (const x of ["a", "b"]) { for (const y of ["c", "d"]) { if (y === "d") break; t += x + y; } } return t;',
      'acbc',
    ],
    [
      'let t = ""; for (const x of ["a", ...(p ? ["b"] : []), "c"]) t += x; return t;',
      'a{% if p %}b{% endif %}c',
    ],
    [
      'let t = ""; for (const x of p ? ["a"] : ["b", "c"]) { if (x === "b") continue; t += x; } return t;',
      '{% if p %}a{% else %}c{% endif %}',
    ],
    [
      'let t = ""; for (const x of p ? ["a"] : ["b", "c"]) { if (x === "b") break; t += x; } return t;',
      '{% if p %}a{% endif %}',
    ],
    ['let t = ""; for (const x of "ab") t += x + "-"; return t;', 'a-b-'],
    ['let t = ""; for (const x of []) t += x; return t + "none";', 'none'],
    ['let t = ""; for (const x of 5) t += x; return t;', '{{ value }}'],
    ['let t = ""; let x; for (x of ["a", "b"]) t += x; return t;', '{{ value }}'],
    ['let t = ""; for (var y of ["a", "b"]) t += y; return t + y;', 'abb'],
    [
      'let t = ""; for (var y of l) t += y; return t + y;',
      '{% for item in l %}{{ item }}{% endfor %}{{ value }}',
    ],
    ['let t = ""; for (var [y] of [["a"], ["b"]]) t += y; return t + y;', 'abb'],
    ['let t = ""; for (const x of Array.from("ab")) { t += get(x); } return t;', '{{ get }}{{ get_2 }}'],
    ['let t = ""; const m = []; for (const x of ["a", "b"]) m.push(x + m.length); return m.join();', 'a0,b1'],
    ['let i = 0; for (const x of ["a", "b"]) i++; return `${i}`;', '2'],
    [
      'let t = ""; const m = Array.from("a".repeat(1000)); for (const x of m) t += x; return t.length;',
      '1000',
    ],
    [
      'let t = ""; const m = Array.from("a".repeat(1001)); for (const x of m) t += x; return `${t.length}`;',
      '{{ value }}',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('loops over what the caller gives', () => {
  it.each([
    ['let t = ""; for (const x of l) t += x; return t;', '{% for item in l %}{{ item }}{% endfor %}'],
    [
      'let t = "a"; for (const x of l) t += x; return t + "b";',
      'a{% for item in l %}{{ item }}{% endfor %}b',
    ],
    [
      'let t = `${s} `; for (const x of l) t += x; return t;',
      '{{ s }} {% for item in l %}{{ item }}{% endfor %}',
    ],
    [
      'let t = ""; for (const { name } of o) t += name; return t;',
      '{% for item in o %}{{ item.name }}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of l) { t += x; t += "!"; } return t;',
      '{% for item in l %}{{ item }}!{% endfor %}',
    ],
    ['let t = ""; for (const x of l) { t = t + x; } return t;', '{% for item in l %}{{ item }}{% endfor %}'],
    ['let t = ""; for (const x of l) { t = x + t; } return t;', '{{ value }}'],
    ['let t = ""; for (const x of l) { t += x + t; } return t;', '{{ value }}'],
    [
      'let t = ""; for (const x of l) { t += x; t += `${t.length}`; } return t;',
      '{% for item in l %}{{ item }}{{ length[loop.index0] }}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of l) { t += x; if (t) t += "!"; } return t;',
      '{% for item in l %}{{ item }}{% if value[loop.index0] %}!{% endif %}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of l) { t += x; if (t && x) t += "!"; } return t;',
      '{% for item in l %}{{ item }}{% if value[loop.index0] and item %}!{% endif %}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of l) { t += x; if (!t || x) t += "!"; } return t;',
      '{% for item in l %}{{ item }}{% if not value[loop.index0] or item %}!{% endif %}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of l) { if (x === "x") t += x; } return t;',
      '{% for item in l %}{% if item == "x" %}{{ item }}{% endif %}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of l) { if (x) t += x; else t += "-"; } return t;',
      '{% for item in l %}{% if item %}{{ item }}{% else %}-{% endif %}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of l) { t += p ? x : "-"; } return t;',
      '{% for item in l %}{% if p %}{{ item }}{% else %}-{% endif %}{% endfor %}',
    ],
    ['let t = ""; for (const x of l) { t += x ? t : "-"; } return t;', '{{ value }}'],
    [
      'let t = ""; for (const x of l) { if (!x) continue; t += x; } return t;',
      '{% for item in l %}{% if item %}{{ item }}{% endif %}{% endfor %}',
    ],
    ['let t = ""; for (const x of l) { if (x === "b") break; t += x; } return t;', '{{ value }}'],
    ['for (const x of l) { if (x === "x") return "found"; } return "none";', '{{ value }}'],
    [
      'let t = ""; for (const x of l) { if (!x) throw new Error("none"); t += x; } return t;',
      '{% for item in l %}{{ item }}{% endfor %}',
    ],
    ['let t = ""; for (const x of l) { throw x; } return t;', ''],
    ['let t = "a"; for (const x of l) { t = "b"; } return t;', '{{ value }}'],
    ['let t = "a"; for (const x of l) { const y = x; } return t;', 'a'],
    ['let t = "a"; for (const x of l) { let t = x; t += "!"; } return t;', 'a'],
    [
      'let t = ""; let u = ""; for (const x of l) { t += x; u += "-"; } return t + u;',
      '{% for item in l %}{{ item }}{% endfor %}{% for item in l %}-{% endfor %}',
    ],
    [
      'let t = ""; let u = ""; for (const x of l) { t += u; u += x; } return t + u;',
      '{% for item in l %}{{ u[loop.index0] }}{% endfor %}{% for item in l %}{{ item }}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of l) { for (const y of l) t += x + y; } return t;',
      '{% for item in l %}{% for item_2 in l %}{{ item }}{{ item_2 }}{% endfor %}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of l) { for (const y of ["a", "b"]) t += x + y; } return t;',
      '{% for item in l %}{{ item }}a{{ item }}b{% endfor %}',
    ],
    [
      'let t = ""; for (const x of ["a", "b"]) { for (const y of l) t += x + y; } return t;',
      '{% for item in l %}a{{ item }}{% endfor %}{% for item_2 in l %}b{{ item_2 }}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of [...l, "end"]) t += x; return t;',
      '{% for item in l %}{{ item }}{% endfor %}end',
    ],
    [
      'let t = ""; for (const x of ["start", ...l]) t += x; return t;',
      'start{% for item in l %}{{ item }}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of [...l, ...l]) t += x; return t;',
      '{% for item in l %}{{ item }}{% endfor %}{% for item_2 in l %}{{ item_2 }}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of l.map((y) => y + "!")) t += x; return t;',
      '{% for item in l %}{{ item }}!{% endfor %}',
    ],
    [
      'let t = ""; for (const x of l.filter((y) => y)) t += x; return t;',
      '{% for item in l if item %}{{ item }}{% endfor %}',
    ],
    ['let t = ""; for (const x of l.flatMap((y) => [y, y])) t += x; return t;', '{{ value }}'],
    ['let t = ""; for (const x of [...l, ...l].flatMap((y) => [y, y])) { t += x; } return t;', '{{ value }}'],
    [
      'const m = []; for (const x of l) m.push(x); return m.join("; ");',
      '{% for item in l %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'const m = ["a"]; for (const x of l) m.push(x, "-"); return m.join("; ");',
      'a{% for item in l %}; {{ item }}; -{% endfor %}',
    ],
    [
      'const m = []; for (const x of l) { if (x) m.push(x); } return m.join("; ");',
      '{% for item in l if item %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'const m = []; for (const x of o) { m.push(x.name); if (x.on) m.push("on"); } return m.join("; ");',
      '{% for item in o %}{{ item.name }}{% if item.on %}; on{% endif %}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'const m = []; for (const x of o) { if (!x.on) continue; m.push(x.name); } return m.join("; ");',
      '{% for item in o if item.on %}{{ item.name }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'const m = []; for (const x of l) m.unshift(x); return m.join("; ");',
      '{% for item in value %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'const m = []; for (const x of l) { m.push(x); m.push(m.length); } return m.join("; ");',
      '{% for item in l %}{{ item }}; {{ length[loop.index0] }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    ['const m = []; for (const x of l) m.push([m]); return m.length;', '{{ length }}'],
    ['const m = []; for (const x of l) m.push({ m }); return m.length;', '{{ length }}'],
    ['const m = []; for (const x of l) m.push(x ? m : "a"); return m.length;', '{{ length }}'],
    [
      'const m = []; for (const x of l) m.push(m.join()); return m.length;',
      '{% if l[0] is defined %}{{ length }}{% else %}0{% endif %}',
    ],
    ['const m = ["a"]; for (const x of l) { const k = m; } return m.join();', 'a'],
    [
      'let m = ["a"]; for (const x of l) { m = [x]; } return m.join();',
      '{% for item in value %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'let m = ["a"]; for (const x of l) { m = [...m, x]; } return m.join();',
      '{% for item in value %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of l) { const m = []; m.push(x); t += m.join(); } return t;',
      '{% for item in l %}{{ item }}{% endfor %}',
    ],
    ['let c = { n: "a" }; for (const x of l) { c.n = x; } return c.n;', '{{ n_2 }}'],
    ['let c = { n: "" }; for (const x of l) { c.n += x; } return c.n;', '{{ n_2 }}'],
    [
      'let f = true; let t = ""; for (const x of l) { if (!f) t += ", "; t += x; f = false; } return t;',
      '{% for item in l %}{% if not value[loop.index0] %}, {% endif %}{{ item }}{% endfor %}',
    ],
    [
      'let f = p; let t = ""; for (const x of l) { if (f) t += x; f = q; } return t;',
      '{% for item in l %}{% if value[loop.index0] %}{{ item }}{% endif %}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of get()) t += x.name; return t;',
      '{% for item in get %}{{ item.name }}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of p ? l : ["a"]) t += x; return t;',
      '{% if p %}{% for item in l %}{{ item }}{% endfor %}{% else %}a{% endif %}',
    ],
    [
      'let t = ""; for (const x of p ? ["a"] : l) { if (!x) continue; t += x; } return t;',
      '{% if p %}a{% else %}{% for item in l %}{% if item %}{{ item }}{% endif %}{% endfor %}{% endif %}',
    ],
    ['let t = ""; for (const x of s) t += x; return t;', '{{ value }}'],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('numbers that count the turns', () => {
  it.each([
    [
      'let i = 0; let t = ""; for (const x of l) { t += `${i}${x}`; i++; } return t;',
      '{% for item in l %}{{ loop.index0 }}{{ item }}{% endfor %}',
    ],
    [
      'let i = 1; let t = ""; for (const x of l) { t += `${i}${x}`; i += 1; } return t;',
      '{% for item in l %}{{ loop.index }}{{ item }}{% endfor %}',
    ],
    [
      'let i = 0; let t = ""; for (const x of l) { i++; t += `${i}${x}`; } return t;',
      '{% for item in l %}{{ loop.index }}{{ item }}{% endfor %}',
    ],
    [
      'let i = 0; let t = ""; for (const x of l) { t += `${i}${x}`; i += 2; } return t;',
      '{% for item in l %}{{ value[loop.index0] }}{{ item }}{% endfor %}',
    ],
    [
      'let i = 5; let t = ""; for (const x of l) { t += `${i}${x}`; i--; } return t;',
      '{% for item in l %}{{ value[loop.index0] }}{{ item }}{% endfor %}',
    ],
    [
      'let i = 0; let t = ""; for (const x of l) { if (x) i++; t += `${i}${x}`; } return t;',
      '{% for item in l %}{% if item %}{{ value[loop.index0] }}{% else %}{{ value_2[loop.index0] }}{% endif %}{{ item }}{% endfor %}',
    ],
    [
      'let i = 0; let t = ""; for (const x of l) { t += x; i++; } return `${t}${i}`;',
      '{% for item in l %}{{ item }}{% endfor %}{{ value }}',
    ],
    ['let i = 0; for (const x of l) { i++; } return `${i}`;', '{{ value }}'],
    [
      'let i = 0; let j = 0; let t = ""; for (const x of l) { t += `${i}${j}`; i++; j += 2; } return t;',
      '{% for item in l %}{{ value[loop.index0] }}{{ value_2[loop.index0] }}{% endfor %}',
    ],
    [
      'let i = 0; let t = ""; for (const x of l) { for (const y of l) { t += `${i}`; i++; } } return t;',
      'DYN_LOOP',
    ],
    [
      'let i = 0; let t = ""; for (const x of l) { t += i > 0 ? ", " : ""; t += x; i++; } return t;',
      '{% for item in l %}{% if loop.index0 > 0 %}, {% endif %}{{ item }}{% endfor %}',
    ],
    [
      'let i = 0; let t = ""; for (const x of l) { i = 3; t += `${i}`; } return t;',
      '{% for item in l %}3{% endfor %}',
    ],
    [
      'let i = "0"; let t = ""; for (const x of l) { i++; t += `${i}`; } return t;',
      '{% for item in l %}{{ value[loop.index0] }}{% endfor %}',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('loops that count', () => {
  it.each([
    ['let t = ""; for (let i = 0; i < 3; i++) t += i; return t;', '012'],
    ['let t = ""; for (let i = 3; i > 0; i--) t += i; return t;', '321'],
    ['let t = ""; for (let i = 0; i < 6; i += 2) t += i; return t;', '024'],
    ['let t = ""; for (let i = 0, j = 5; i < j; i++, j--) t += `${i}${j}`; return t;', '051423'],
    ['let t = ""; for (let i = 0; i < 3; i++) { if (i === 1) continue; t += i; } return t;', '02'],
    ['let t = ""; for (let i = 0; i < 3; i++) { if (i === 1) break; t += i; } return t;', '0'],
    ['let t = ""; for (let i = 0; i < 3; i++) { if (p) t += i; } return t;', '{% if p %}012{% endif %}'],
    [
      'let t = ""; for (let i = 0; i < 3; i++) { if (p) break; t += i; } return t;',
      '{% if not p %}012{% endif %}',
    ],
    ['for (let i = 0; i < 3; i++) { if (i === 2) return `${i}`; } return "none";', '2'],
    ['let t = ""; for (let i = 0; i < ["a", "b"].length; i++) t += ["a", "b"][i]; return t;', 'ab'],
    ['let t = ""; for (let i = 0; i < n; i++) t += i; return t;', '{{ value }}'],
    ['let t = ""; for (let i = n; i < 3; i++) t += i; return t;', '{{ value }}'],
    ['let t = "a"; for (let i = 0; i < 2; ) { t += i; i++; } return t;', '{{ value }}'],
    ['let t = "a"; let i; for (i = 0; i < 2; i++) { t += i; } return t;', '{{ value }}'],
    ['let t = ""; for (let i = 0; i < 2; i++) { t += get(i); } return t;', '{{ get }}{{ get_2 }}'],
    ['let t = ""; for (let i = 0; i < 3; i++) { i++; t += i; } return t;', '13'],
    ['let t = ""; for (let i = 0; i < 3 && p; i++) { t += i; } return t;', '{{ value }}'],
    ['let t = ""; for (let i = 0; get(i); i++) { t += i; } return t;', '{{ value }}'],
    ['let t = "a"; for (let i = 0; i < 2; i++) { t = get(t); } return t;', '{{ get }}'],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('loops over the numbers of a list', () => {
  it.each([
    [
      'let t = ""; for (let i = 0; i < l.length; i++) t += `${i}${l[i]}`; return t;',
      '{% for item in l %}{{ loop.index0 }}{{ item }}{% endfor %}',
    ],
    [
      'let t = ""; for (let i = 0; i < l.length; i++) { t += l[i]; if (i < l.length - 1) t += ", "; } return t;',
      '{% for item in l %}{{ item }}{% if not loop.last %}, {% endif %}{% endfor %}',
    ],
    [
      'let t = ""; for (let i = 0; i < l.length; ++i) t += l[i]; return t;',
      '{% for item in l %}{{ item }}{% endfor %}',
    ],
    [
      'let t = ""; for (let i = 0; i < o.length; i++) t += o[i].name; return t;',
      '{% for item in o %}{{ item.name }}{% endfor %}',
    ],
    ['let t = ""; for (let i = 1; i < l.length; i++) t += l[i]; return t;', '{{ value }}'],
    [
      'let t = ""; for (var i = 0; i < l.length; i++) t += l[i]; return t;',
      '{% for item in l %}{{ item }}{% endfor %}',
    ],
    [
      'let t = ""; for (var i = 0; i < l.length; i++) t += l[i]; return `${t}${i}`;',
      '{% for item in l %}{{ item }}{% endfor %}{{ value }}',
    ],
    ['let t = ""; for (var i = 0; i < 3; i++) t += i; return `${t}${i}`;', '0123'],
    ['let t = ""; for (let i = 0; i <= l.length; i++) t += l[i]; return t;', '{{ value }}'],
    ['let t = ""; for (let i = 0; l.length > i; i++) t += l[i]; return t;', '{{ value }}'],
    ['let t = ""; for (let i = 0; i < l.length - 1; i++) t += l[i]; return t;', '{{ value }}'],
    ['let t = ""; for (let i = 0; i < l.length; i += 2) t += l[i]; return t;', '{{ value }}'],
    [
      'let t = ""; let j = 0; for (let i = 0; j < l.length; i++) { t += l[i]; j++; } return t;',
      '{{ value }}',
    ],
    [
      'let t = ""; let j = 0; for (let i = 0; i < l.length; j++) { t += l[i]; i++; } return t;',
      '{{ value }}',
    ],
    ['let t = ""; for (let i = 0; i < l.length; i++) { t += l[i]; i++; } return t;', '{{ value }}'],
    [
      'let t = ""; for (let i = 0; i < l.length; i++) { if (!l[i]) continue; t += l[i]; } return t;',
      '{% for item in l %}{% if item %}{{ item }}{% endif %}{% endfor %}',
    ],
    [
      'let t = ""; for (let i = 0; i < l.length; i++) { if (!l[i]) break; t += l[i]; } return t;',
      '{{ value }}',
    ],
    [
      'for (let i = 0; i < l.length; i++) { if (l[i] === "x") return "found"; } return "none";',
      '{{ value }}',
    ],
    ['let t = ""; let i; for (i = 0; i < l.length; i++) t += l[i]; return t;', '{{ value }}'],
    ['let t = ""; for (let [i] = [0]; i < l.length; i++) t += l[i]; return t;', '{{ value }}'],
    ['let t = ""; for (let i = 0; i < s.length; i++) t += s[i]; return t;', '{{ value }}'],
    [
      'let t = ""; for (let i = 0; i < l.length; i++) { t += o[i].name; } return t;',
      '{% for item in l %}{{ name[loop.index0] }}{% endfor %}',
    ],
    [
      'let t = ""; for (let i = 0; i < l.length; i++) { t += l[i + 1]; } return t;',
      '{% for item in l %}{{ value[loop.index0] }}{% endfor %}',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('loops that are not followed', () => {
  it.each([
    ['let t = "a"; while (more()) { t += "b"; } return t;', '{{ value }}'],
    ['let t = "a"; do { t += "b"; } while (more()); return t;', '{{ value }}'],
    ['let t = "a"; for (const k in a) { t += k; } return t;', '{{ value }}'],
    ['let t = "a"; const u = "b"; while (more()) { t += "b"; } return u;', 'b'],
    ['while (more()) { return "a"; } return "b";', '{{ value }}'],
    ['let t = "a"; while (more()) { const f = () => { return "b"; }; t += f(); } return t;', '{{ value }}'],
    [
      'const m = ["a"]; while (more()) { m.push("b"); } return m.join();',
      '{% for item in value %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'let t = "a"; other: for (const x of ["a", "b"]) { for (const y of ["c"]) { continue other; } t += x; } return t;',
      '{{ value }}',
    ],
    ['let t = "a"; for (const x of ["a", "b"]) { other: { break other; } t += x; } return t;', '{{ value }}'],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('what a turn adds that is made of what the turns before it added', () => {
  it.each([
    ['const m = []; for (const x of l) m.push(...(x ? [m] : [])); return `${m.length}`;', '{{ length }}'],
    ['const m = []; for (const x of l) m.push(...(x ? [] : [m])); return `${m.length}`;', '{{ length }}'],
    ['const m = []; for (const x of l) m.push(...l.map(() => m)); return `${m.length}`;', '{{ length }}'],
    ['const m = []; for (const x of l) m.push({ a: 1, m }); return `${m.length}`;', '{{ length }}'],
    ['const m = []; for (const x of l) m.push(x ? "a" : m); return `${m.length}`;', '{{ length }}'],
    [
      'const m = []; for (const x of l) m.push(["a"]); return m.join("; ");',
      '{% for item in l %}a{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'const m = []; for (const x of l) m.push({ a: x }); return m.map((y) => y.a).join("; ");',
      '{% for item in l %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'const m = []; for (const x of l) m.push(x ? "a" : "b"); return m.join("; ");',
      '{% for item in l %}{% if item %}a{% else %}b{% endif %}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'let t = ""; const m = []; for (const x of l) { t += x; m.push(t); } return t + m.join("; ");',
      '{% for item in l %}{{ item }}{% endfor %}{% for item in l %}{{ t[loop.index0] }}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    ['let t = ""; for (const x of l) t += `${x ? `${t}!` : "a"}`; return t;', '{{ value }}'],
    [
      'let t = "a"; const m = ["b"]; for (const x of l) { if (false) { t += x; m.push(x); } } return t + m.join("; ");',
      'ab',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});
