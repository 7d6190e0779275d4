import { describe, expect, it } from 'vitest';
import { told, toldBy } from '../../../../test/support/told.ts';

/* Methods of lists, and of what a caller gives: as running them, or left to the running code. */

describe('what is tested with an expression', () => {
  it.each([
    ['/a/.test("cat")', 'true'],
    ['/b/.test("cat")', 'false'],
    ['/a/g.test("cat")', '{{ test }}'],
    ['/a/.test(s)', '{{ test }}'],
    ['/a/.test(n)', '{{ test }}'],
    ['/a/.test()', '{{ test }}'],
    ['/a/.map("cat")', '{{ map }}'],
    ['/(a+)+/.test("cat")', '{{ test }}'],
    ['get().test("cat")', '{{ test }}'],
    ['(5).test("cat")', '{{ test }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('what has a method for each of its items', () => {
  it.each([
    [
      'get().map((x) => x + "!")',
      '{% for item in get %}{{ item }}!{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'get().flatMap((x) => [x, x]).join("; ")',
      '{% for item in get %}{{ item }}; {{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'get().filter((x) => x.ok).map((x) => x.name).join("; ")',
      '{% for item in get if item.ok %}{{ item.name }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'get().filter(Boolean).join("; ")',
      '{% for item in get if item %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    ['get().join("-")', '{% for item in get %}{{ item }}{% if not loop.last %}-{% endif %}{% endfor %}'],
    ['get().join("-", 1)', '{{ join }}'],
    ['get().map((x) => x + "!", 1)', '{{ map }}'],
    ['get().includes("x") ? "yes" : "no"', '{% if includes %}yes{% else %}no{% endif %}'],
    ['get().slice(1)', '{{ slice }}'],
    ['get().mapValues((x) => x + "!")', '{{ mapValues }}'],
    ['get().weakmap((x) => x + "!")', '{{ weakmap }}'],
    ['get().toString()', '{{ toString }}'],
    ['path.join("a")', '{{ join }}'],
    ['_.map((x) => x + "!")', '{{ map }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('is no list where it is of a package that is not there', () => {
  const before = 'import { join, files } from "gone";';
  it.each([
    ['files.join("a")', '{{ join }}'],
    ['files.map((x) => x + "!").join("")', '{% for item in files %}{{ item }}!{% endfor %}'],
  ])('%s', (expression, template) => {
    expect(told(expression, before)).toBe(template);
  });
});

describe('what a caller gives', () => {
  it.each([
    ['s.toString()', '{{ s }}'],
    ['a.toString()', '{{ a }}'],
    ['a.toString(2)', '{{ toString }}'],
    ['l.toString()', '{{ toString }}'],
    ['s.trim()', '{% filter trim %}{{ s }}{% endfilter %}'],
    ['a.trim()', '{{ trim }}'],
    ['l.trim()', '{{ trim }}'],
    ['s.toUpperCase()', '{{ toUpperCase }}'],
    [
      'l.filter((x) => x).join("; ")',
      '{% for item in l if item %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.filter((x) => x !== "x").join("; ")',
      '{% for item in l if item != "x" %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.filter(Boolean).join("; ")',
      '{% for item in l if item %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.filter(() => true).join("; ")',
      '{% for item in l %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    ['l.filter(() => false).join("; ")', ''],
    [
      'l.filter((x) => get(x)).join("; ")',
      '{% for item in filter %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.filter((x, i) => i).join("; ")',
      '{% for item in filter %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.filter((...x) => x.length > 1).join("; ")',
      '{% for item in filter %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.filter(get).join("; ")',
      '{% for item in filter %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.filter().join("; ")',
      '{% for item in filter %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'o.filter((x) => x.on).map((x) => x.name).join("; ")',
      '{% for item in o if item.on %}{{ item.name }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'o.map((x) => x.on && x.name).filter(Boolean).join("; ")',
      '{% for item in o if item.on and item.name %}{{ item.name }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'o.map((x) => x.on ? `- ${x.name}` : null).filter((x) => x !== null).join("; ")',
      '{% for item in o if item.on %}- {{ item.name }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.map((x) => { switch (x) { case "x": return "an x"; case "y": return "a y"; default: return null; } }).filter((x) => x).join("; ")',
      '{% for item in l if item == "x" or item == "y" %}{% if item == "x" %}an x{% elif item == "y" %}a y{% endif %}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'p ? o.map((x) => x.on && x.name).filter(Boolean).join("; ") : "none"',
      '{% if p %}{% for item in o if item.on and item.name %}{{ item.name }}{% if not loop.last %}; {% endif %}{% endfor %}{% else %}none{% endif %}',
    ],
    [
      '(p ? o.map((x) => x.on && x.name) : ["b"]).filter(Boolean).join("; ")',
      '{% if p %}{% for item in o if item.on and item.name %}{{ item.name }}{% if not loop.last %}; {% endif %}{% endfor %}{% else %}b{% endif %}',
    ],
    [
      'o.filter((x) => x.on).map((x) => x.name && `- ${x.name}`).filter(Boolean).join("; ")',
      '{% for item in o if item.on and item.name %}- {{ item.name }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    // The number of a turn counts those that are printed.
    ['o.map((x, i) => x.on && `${i}. ${x.name}`).filter(Boolean).join("; ")', '{{ join }}'],
    ['o.map((x, i) => i > 0 && x.name).filter(Boolean).join("; ")', '{{ join }}'],
    ['o.map((x, i) => x.on && (i > 0 ? "a" : "b")).filter(Boolean).join("; ")', '{{ join }}'],
    // What is computed at each turn is a list for all of them, and what is asked of it no filter can ask.
    ['o.map((x) => x.on && get(x)).filter((x) => x !== false).join("; ")', '{{ join }}'],
    ['l.map((x) => get(x) ? x : null).filter((x) => x !== null).join("; ")', '{{ join }}'],
    // Whether it has printed anything cannot be asked.
    ['[...o.map((x) => x.on && x.name).filter(Boolean), "b"].join("; ")', '{{ join }}'],
    ['[p && "a", ...o.map((x) => x.on && x.name)].filter(Boolean).join("; ")', '{{ join }}'],
    ['o.map((x) => x.on && x.name).filter(Boolean).join(s)', '{{ join }}'],
    [
      '["a", ...o.map((x) => x.on && x.name)].filter(Boolean).join("; ")',
      'a{% for item in o %}{% if item.on and item.name %}; {{ item.name }}{% endif %}{% endfor %}',
    ],
    ['l.map((x) => "").filter(Boolean).join("; ")', ''],
    ['[...l.map((x) => "").filter(Boolean), "b"].join("; ")', 'b'],
    [
      'l.map((x) => `${x}!`).join("; ")',
      '{% for item in l %}{{ item }}!{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i) => `${i}${x}`).join("; ")',
      '{% for item in l %}{{ loop.index0 }}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.map((x, i, all) => `${x}${i < all.length - 1 ? "," : "."}`).join("")',
      '{% for item in l %}{{ item }}{% if not loop.last %},{% else %}.{% endif %}{% endfor %}',
    ],
    ['l.map((x, i, all) => `${x}${all[i]}`).join("")', '{% for item in l %}{{ item }}{{ item }}{% endfor %}'],
    [
      'l.map((...x) => `${x.length}`).join("; ")',
      '{% for item in l %}3{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'o.map((x) => x.name).map((x, i, all) => `${x}${i < all.length - 1 ? "," : "."}`).join("")',
      '{% for item in o %}{{ item.name }}{% if condition[loop.index0] %},{% else %}.{% endif %}{% endfor %}',
    ],
    [
      'o.filter((x) => x.on).map((x, i, all) => `${x.name}${i < all.length - 1 ? "," : "."}`).join("")',
      '{% for item in o if item.on %}{{ item.name }}{% if condition[loop.index0] %},{% else %}.{% endif %}{% endfor %}',
    ],
    [
      'l.map(get).join("; ")',
      '{% for item in map %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.map(Boolean).join("; ")',
      '{% for item in map %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.flatMap((x) => [x, "!"]).join("; ")',
      '{% for item in l %}{{ item }}; !{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.flatMap((x) => x).join("; ")',
      '{% for item in l %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      'l.flatMap((x) => get(x)).join("; ")',
      '{% for item in flatMap %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    ['l.join()', '{% for item in l %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}'],
    ['l.join(s)', '{% for item in l %}{% if loop.index0 > 0 %}{{ s }}{% endif %}{{ item }}{% endfor %}'],
    ['l.join(undefined)', '{% for item in l %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}'],
    [
      'l.join(p ? "-" : undefined)',
      '{% for item in l %}{% if loop.index0 > 0 %}{% if p %}-{% else %},{% endif %}{% endif %}{{ item }}{% endfor %}',
    ],
    ['l.reduce((t, x) => t + x, "")', '{{ reduce }}'],
    ['l.at(0)', '{{ at }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('what a text or list contains', () => {
  it.each([
    ['s.includes("x") ? "yes" : "no"', '{% if "x" in s %}yes{% else %}no{% endif %}'],
    ['l.includes("x") ? "yes" : "no"', '{% if "x" in l %}yes{% else %}no{% endif %}'],
    ['a.includes("x") ? "yes" : "no"', '{% if "x" in a %}yes{% else %}no{% endif %}'],
    ['n.includes("x") ? "yes" : "no"', '{% if includes %}yes{% else %}no{% endif %}'],
    ['s.includes("x", 1) ? "yes" : "no"', '{% if includes %}yes{% else %}no{% endif %}'],
    ['s.includes() ? "yes" : "no"', '{% if includes %}yes{% else %}no{% endif %}'],
    ['s.includes(1) ? "yes" : "no"', '{% if includes %}yes{% else %}no{% endif %}'],
    ['s.includes(n) ? "yes" : "no"', '{% if includes %}yes{% else %}no{% endif %}'],
    ['s.includes(...l) ? "yes" : "no"', '{% if includes %}yes{% else %}no{% endif %}'],
    [
      's?.includes("x") ? "yes" : "no"',
      '{% if s is defined and s is not none and "x" in s %}yes{% else %}no{% endif %}',
    ],
    ['o[0]?.name.includes("x") ? "yes" : "no"', '{% if includes %}yes{% else %}no{% endif %}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('every item of a list that is written', () => {
  it.each([
    ['["a", "b"].map((x) => x + "!")', 'a!,b!'],
    ['["a", "b"].map((x, i) => i + x)', '0a,1b'],
    ['["a", "b"].map((x, i, all) => `${x}${all}`).join("; ")', 'aa,b; ba,b'],
    ['["a", "b"].map((...x) => `${x}`).join("; ")', 'a,0,a,b; b,1,a,b'],
    ['["a", "b"].map(get)', '{{ map }}'],
    ['["a", "b"].map(Boolean)', '{{ map }}'],
    ['["a", ["b"]].flatMap((x) => x)', 'a,b'],
    ['["a", "b"].flatMap((x, i) => [x, i])', 'a,0,b,1'],
    ['["a"].flatMap((x, i, all) => all)', 'a'],
    ['["a"].flatMap(() => get())', '{{ flatMap }}'],
    ['["a", "", s].filter(Boolean).join("; ")', 'a{% if s %}; {{ s }}{% endif %}'],
    ['["a", "b", "c"].filter((x, i) => i !== 1).join("; ")', 'a; c'],
    ['["a", "b"].filter((x, i, all) => i === all.length - 1).join("; ")', 'b'],
    ['["a", "b"].filter((...x) => x.length > 2).join("; ")', 'a; b'],
    [
      '["a", "b"].filter((x) => get(x)).join("; ")',
      '{% if get %}a{% endif %}{% if get_2 %}{% if get %}; {% endif %}b{% endif %}',
    ],
    ['["a", p && "b"].filter((x) => x).join("; ")', 'a{% if p %}; b{% endif %}'],
    [
      '[p ? "a" : "", p ? q ? "b" : "c" : ""].filter((x) => x !== "").join("; ")',
      '{% if p %}a{% if q %}; b{% else %}; c{% endif %}{% endif %}',
    ],
    ['["a", "b"].join()', 'a,b'],
    ['["a", null, "b"].join(undefined)', 'a,,b'],
    ['["a", "b"].join(null)', 'anullb'],
    ['["a", "b"].concat(["c"], "d", [["e"]], undefined).length', '6'],
    ['["a"].concat(`${s}!`, { b: 1 }).length', '3'],
    ['["a"].concat(...["b", "c"])', 'a,b,c'],
    ['["a"].concat(l)', 'a{% for item in l %},{{ item }}{% endfor %}'],
    ['["a"].concat(...l)', '{{ concat }}'],
    ['["a", ["b", ["c"]]].flat().length', '3'],
    ['["a", ["b", ["c"]]].flat(1).length', '3'],
    ['["a", ["b", ["c", ["d"]]]].flat(2).length', '4'],
    ['["a", ["b", ["c", ["d"]]]].flat(Infinity)', 'a,b,c,d'],
    ['["a", ["b"]].flat(0).length', '{{ length }}'],
    ['["a", ["b"]].flat(n).length', '{{ length }}'],
    ['[`${s}!`, { b: 1 }].flat().length', '2'],
    ['[s].flat()', '{{ flat }}'],
    ['["a", "b", "c"].slice(1)', 'b,c'],
    ['["a", "b", "c"].slice(0, 2)', 'a,b'],
    ['["a", "b", "c"].slice(0, n)', '{{ slice }}'],
    ['["a", "b", "c"].slice(n, 2)', '{{ slice }}'],
    ['["a", "b", "c"].slice(l.length)', '{{ slice }}'],
    ['["a", "b", "c"].slice("1")', '{{ slice }}'],
    ['["a", "b", "c"].slice(...l)', '{{ slice }}'],
    ['["a", "b", "c"].at(-1)', 'c'],
    ['["a", "b", "c"].at(3)', 'undefined'],
    ['["a", "b", "c"].at()', '{{ at }}'],
    ['["a", "b", "c"].at("1")', '{{ at }}'],
    ['["a", "b"].toReversed()', 'b,a'],
    ['[...["a", "b"].entries()].join("; ")', '0,a; 1,b'],
    ['[...["a", "b"].keys()].join("; ")', '0; 1'],
    ['[...["a", "b"].values()].join("; ")', 'a; b'],
    ['["a", "b"].includes("b")', 'true'],
    ['["a", "b"].includes("c")', 'false'],
    ['["a", s].includes("b") ? "yes" : "no"', '{% if s == "b" %}yes{% else %}no{% endif %}'],
    ['["a", get()].includes("b") ? "yes" : "no"', '{% if get == "b" %}yes{% else %}no{% endif %}'],
    ['["a", "b"].includes("a", 1)', '{{ includes }}'],
    ['["a", NaN].includes(NaN)', '{{ includes }}'],
    ['["a"].includes()', '{{ includes }}'],
    ['["a", "b"].includes(s) ? "yes" : "no"', '{% if s == "a" or s == "b" %}yes{% else %}no{% endif %}'],
    ['["a", "b"].find((x) => x === "b")', 'b'],
    ['["a", "b"].find((x) => x === "c")', 'undefined'],
    ['["a", "b"].find((x, i) => i === 1)', 'b'],
    ['["a", "b"].find((x, i, all) => all)', 'a'],
    [
      '["a", "b"].find((x) => x === s)',
      '{% if s == "a" %}a{% elif s == "b" %}b{% else %}undefined{% endif %}',
    ],
    ['["a", "b"].find(get)', '{{ find }}'],
    ['["a", "b"].some((x) => x === "b")', 'true'],
    ['["a", "b"].some((x, i) => i === 2)', 'false'],
    ['["a", "b"].some((x, i, all) => all.length === 3)', 'false'],
    [
      '["a", "b"].some((x) => x === s) ? "yes" : "no"',
      '{% if s == "a" or s == "b" %}yes{% else %}no{% endif %}',
    ],
    ['["a", "b"].every((x) => x)', 'true'],
    ['["a", "b"].every((x, i) => i)', 'false'],
    ['["a", "b"].every((x, i, all) => all.length === 2)', 'true'],
    [
      '["a", "b"].every((x) => x !== s) ? "yes" : "no"',
      '{% if s != "a" and s != "b" %}yes{% else %}no{% endif %}',
    ],
    ['["a", ""].every(Boolean)', 'false'],
    ['["a", "b"].reduce((t, x) => t + x)', 'ab'],
    ['["a", "b"].reduce((t, x) => t + x, s)', '{{ s }}ab'],
    ['["a", "b"].reduce((t, x, i) => t + x + i)', 'ab1'],
    ['["a", "b", "c"].reduce((t, x, i) => t + x + i, "")', 'a0b1c2'],
    ['["a", "b"].reduce((t, x, i, all) => t + x + all, "")', 'aa,bba,b'],
    ['["a", "b"].reduce((...x) => x.length, "")', '4'],
    ['[].reduce((t, x) => t + x)', '{{ reduce }}'],
    ['[].reduce((t, x) => t + x, "none")', 'none'],
    ['["a"].reduce()', '{{ reduce }}'],
    ['["a", "b"].reduce(get)', '{{ reduce }}'],
    ['["a", "b"].lastIndexOf("a")', '{{ lastIndexOf }}'],
    [
      '["a", , "b"].map((x) => x + "!").join()',
      '{% for item in value %}{{ item }}!{% if not loop.last %},{% endif %}{% endfor %}',
    ],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('lists whose items are there by conditions', () => {
  it.each([
    ['[...(p ? ["a"] : []), "b"].map((x) => x + "!").join("; ")', '{% if p %}a!; {% endif %}b!'],
    ['[...(p ? ["a"] : []), "b"].map((x, i) => i + x).join("; ")', '{% if p %}0a; 1b{% else %}0b{% endif %}'],
    [
      '[...(p ? ["a"] : []), "b"].map((x, i, all) => i + x + all.length).join("; ")',
      '{% if p %}0a2; 1b2{% else %}0b1{% endif %}',
    ],
    ['[...(p ? ["a"] : []), "b"].map((...x) => x.length).join("; ")', '{% if p %}3; 3{% else %}3{% endif %}'],
    ['[...(p ? ["a"] : []), "b"].filter((x, i) => i).join("; ")', '{% if p %}b{% endif %}'],
    ['[...(p ? ["a"] : []), "b"].filter((x) => x !== "a").join("; ")', 'b'],
    ['[...(p ? ["a"] : []), "b"].slice(1)', '{% if p %}b{% endif %}'],
    ['[...(p ? ["a"] : []), "b"].at(0)', '{% if p %}a{% else %}b{% endif %}'],
    ['[...(p ? ["a"] : []), "b"].includes("a") ? "yes" : "no"', '{% if p %}yes{% else %}no{% endif %}'],
    ['[...(p ? ["a"] : []), "b"].find((x) => x)', '{% if p %}a{% else %}b{% endif %}'],
    ['[...(p ? ["a"] : []), "b"].every(Boolean)', 'true'],
    ['[...(p ? ["a"] : []), "b"].toReversed().join("; ")', '{% if p %}b; a{% else %}b{% endif %}'],
    ['[...(p ? ["a"] : []), "b"].reduce((t, x) => t + x, "")', '{% if p %}ab{% else %}b{% endif %}'],
    [
      '[...(p ? ["a"] : [l]), "b"].flatMap((x, i) => [x, i]).join()',
      '{% if p %}a,0,b,1{% else %}{% for item in l %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %},0,b,1{% endif %}',
    ],
    [
      '[...(p ? [n] : []), "b"].slice(n).join()',
      '{% for item in slice %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      '["a", ...l].map((x, i) => x + i).join("; ")',
      '{% for item in map %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      '["a", ...l].filter((x, i) => i).join("; ")',
      '{% for item in filter %}{{ item }}{% if not loop.last %}; {% endif %}{% endfor %}',
    ],
    [
      '["a", ...l].slice(1).join()',
      '{% for item in slice %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['["a", ...l].map((x) => x + "!").join("; ")', 'a!{% for item in l %}; {{ item }}!{% endfor %}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('what changes a list or what is around it', () => {
  it.each([
    ['const m = ["a"]; m.push("b", ...["c"]); return m.join();', 'a,b,c'],
    ['const m = ["b"]; m.unshift("a", ...["0"]); return m.join();', 'a,0,b'],
    ['const m = ["a"]; return m.push("b") + m.join();', '2a,b'],
    [
      'const m = ["a"]; return m.unshift(...l) + m.join();',
      '{{ unshift }}{% for item in l %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}{% if l[0] is defined %},{% endif %}a',
    ],
    ['const m = ["a"]; m.push(...l, "b"); return m.join();', 'a{% for item in l %},{{ item }}{% endfor %},b'],
    ['const m = ["a"]; m.push(...n2()); return m.join();', 'a{% for item in n2 %},{{ item }}{% endfor %}'],
    [
      'const m = ["a"]; m.push(...5); return m.join();',
      '{% for item in push %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const m = ["a"]; const k = m; m.push("b"); return m.join() + k.join();',
      '{% for item in push %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}{% for item_2 in push_2 %}{{ item_2 }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const k = { m: ["a"] }; k.m.push("b"); return k.m.join();',
      '{% for item in m %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['const m = ["a"]; if (p) m.push("b"); return m.join();', 'a{% if p %},b{% endif %}'],
    ['const m = p ? ["a"] : []; m.push("b"); return m.join();', '{% if p %}a,{% endif %}b'],
    [
      'const m = ["a"]; m.pop(); return m.join();',
      '{% for item in pop %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['["a"].push("b"); return "c";', 'c'],
    ['let t = ""; ["a", "b"].forEach((x) => { t += x; }); return t;', 'ab'],
    ['let t = ""; ["a", "b"].forEach((x, i) => { t += x + i; }); return t;', 'a0b1'],
    ['let t = ""; ["a", "b"].forEach((x, i, all) => { t += x + i + all; }); return t;', 'a0a,bb1a,b'],
    ['let t = ""; ["a", "b"].forEach((...x) => { t += x; }); return t;', 'a,0,a,bb,1,a,b'],
    ['let t = ""; l.forEach((x) => { t += x; }); return t;', '{% for item in l %}{{ item }}{% endfor %}'],
    [
      'let t = ""; l.forEach((x, i) => { t += `${i}${x}`; }); return t;',
      '{% for item in l %}{{ loop.index0 }}{{ item }}{% endfor %}',
    ],
    [
      'let t = ""; l.forEach((x, i, all) => { t += `${x}${i === all.length - 1 ? "." : ","}`; }); return t;',
      '{% for item in l %}{{ item }}{% if loop.last %}.{% else %},{% endif %}{% endfor %}',
    ],
    [
      'let t = ""; ["a", ...l].forEach((x) => { t += x; }); return t;',
      'a{% for item in l %}{{ item }}{% endfor %}',
    ],
    ['let t = ""; ["a", ...l].forEach((x, i) => { t += x + i; }); return t;', '{{ value }}'],
    ['let t = ""; [...l, ...l].forEach((x, i) => { t += x + i; }); return t;', '{{ value }}'],
    [
      'let t = ""; [...(p ? ["a"] : []), "b"].forEach((x) => { t += x; }); return t;',
      '{% if p %}a{% endif %}b',
    ],
    ['let t = ""; [...(p ? ["a"] : []), "b"].forEach((x, i) => { t += i + x; }); return t;', '{{ value }}'],
    ['let t = ""; [...(p ? ["a"] : [])].forEach((x, i) => { t += i + x; }); return t;', '{{ value }}'],
    [
      'let t = ""; [...(p ? ["a"] : []), "b"].forEach((...x) => { t += x.length; }); return t;',
      '{{ value }}',
    ],
    ['let t = ""; ["a", "b"].forEach(Boolean); return t + "!";', '!'],
    ['let t = ""; const r = ["a", "b"].forEach((x) => { t += x; return x; }); return t + r;', 'abundefined'],
    [
      'let t = ""; get().forEach((x) => { t += x; }); return t;',
      '{% for item in get %}{{ item }}{% endfor %}',
    ],
    [
      'let t = ""; const m = l.map((x) => { t += x; return x; }); return m.join() + t;',
      '{% for item in map %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}{{ value }}',
    ],
    ['let t = ""; const m = ["a", "b"].map((x) => { t += x; return x; }); return m.join() + t;', 'a,bab'],
    [
      'let t = ""; const m = l.filter((x) => { t += x; return x; }); return m.join() + t;',
      '{% for item in filter %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}{{ value }}',
    ],
    ['let t = ""; const m = ["a", ""].filter((x) => { t += x; return x; }); return m.join() + t;', 'aa'],
    [
      'let t = ""; const m = ["a", ...l].filter((x) => { t += x; return x; }); return m.join() + t;',
      '{% for item in filter %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}{{ value }}',
    ],
    [
      'let t = ""; const m = ["a", ...l].map((x) => { t += x; return x; }); return m.join() + t;',
      '{% for item in map %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}{{ value }}',
    ],
    [
      'let t = ""; const m = [...(p ? ["a"] : []), "b"].map((x, i) => { t += x; return i; }); return m.join() + t;',
      '{% for item in map %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}{{ value }}',
    ],
    [
      'let t = ""; const m = [...(p ? ["a"] : []), "b"].some((x) => { t += x; return false; }); return m + t;',
      '{{ value }}',
    ],
    [
      'const m = []; for (const x of l) { m.push(x); if (m.length > 1) m.push("!"); } return m.join();',
      '{% for item in l %}{{ item }}{% if condition[loop.index0] %},!{% endif %}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const m = []; let t = ""; for (const x of l) { m.push(x); t += m.slice(0, 1).join(); } return t;',
      '{% for item in l %}{% for item_2 in slice[loop.index0] %}{{ item_2 }}{% if not loop.last %},{% endif %}{% endfor %}{% endfor %}',
    ],
    ['const Boolean = (x) => x !== "a"; return ["a", "", "b"].filter(Boolean).join("; ");', '; b'],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('what has items and is no array', () => {
  it.each([
    ['["a", "b"].keys()', '[object Array Iterator]'],
    ['["a", "b"].values() + "!"', '[object Array Iterator]!'],
    ['["a", "b"].entries()', '[object Array Iterator]'],
    ['String(["a", "b"].keys())', '[object Array Iterator]'],
    ['[...["a", "b"].entries()].join(";")', '0,a;1,b'],
    ['Array.from(["a", "b"].keys()).join(";")', '0;1'],
    ['["a", "b"].keys().length', '{{ length }}'],
    ['["a", "b"].keys()[0]', '{{ keys }}'],
    ['Array.isArray(["a", "b"].keys())', 'false'],
    ['JSON.stringify(["a", "b"].keys())', '{{ stringify }}'],
    ['JSON.stringify({ a: new Set(["a"]) })', '{{ stringify }}'],
    ['new Set(["a", "b"])', '[object Set]'],
    ['new Set(["a", "b", "a"]).size', '2'],
    ['new Set(["a", "b"]).length', '{{ length }}'],
    ['[...new Set(["a", "b", "a"])].join(";")', 'a;b'],
    ['Array.from(new Set(["a", "b", "a"])).length', '2'],
    ['new Set(["a", "b"])[0]', '{{ Set }}'],
    ['["x", new Set(["a", "b"])].join(";")', 'x;[object Set]'],
    ['["x"].concat(new Set(["a", "b"])).join(";")', 'x;[object Set]'],
    [
      '["x", ["a", "b"].keys()].flat().join(";")',
      '{% for item in flat %}{{ item }}{% if not loop.last %};{% endif %}{% endfor %}',
    ],
    ['["x"].flatMap(() => new Set(["a", "b"])).join(";")', '[object Set]'],
    ['(() => { let t = ""; for (const [i, x] of ["a", "b"].entries()) t += i + x; return t; })()', '0a1b'],
    ['(() => { let t = ""; for (const x of new Set(["a", "b"])) t += x; return t; })()', 'ab'],
    [
      '(() => { let t = ""; new Set(["a", "b"]).forEach((x, i) => { t += x + i; }); return t; })()',
      '{{ value }}',
    ],
    [
      '(() => { const i = ["a", "b"].keys(); return [...i, ...i].join(";"); })()',
      '{% for item in value %}{{ item }}{% if not loop.last %};{% endif %}{% endfor %}{% for item_2 in value %}{% if value[0] is defined or loop.index0 > 0 %};{% endif %}{{ item_2 }}{% endfor %}',
    ],
    ['(() => { const [x, y] = new Set(["a", "b"]); return y; })()', 'b'],
    ['(() => { const { length } = new Set(["a", "b"]); return length; })()', '{{ value }}'],
    ['Object.keys(["a", "b"].keys()).length', '{{ length }}'],
    ['Object.entries(new Set(["a"])).length', '{{ length }}'],
    ['"a-b".matchAll(/-/g)', '{{ matchAll }}'],
    ['[["a", "b"].keys()]', '[object Array Iterator]'],
    ['Object.entries({ a: 1 })', 'a,1'],
    ['[p ? "a" : "b", ...(q ? ["c"] : [])].keys()', '[object Array Iterator]'],
    ['["x"].flatMap(() => "ab").join(";")', 'ab'],
    ['["x"].flatMap((x) => [x, s]).join(";")', 'x;{{ s }}'],
    ['["x"].flatMap((x) => ({ a: 1 }).a).join(";")', '1'],
    ['typeof new Set(["a"])', 'object'],
    ['new Set(["a"]) ? "y" : "n"', 'y'],
    ['new Set(["a"]) === "a" ? "y" : "n"', 'n'],
    ['[...new Set([...["b", "a"].values(), "a"])].join(";")', 'b;a'],
    ['["x", "y"].flatMap((x) => (p ? [x, "z"] : x)).join(";")', '{% if p %}x;z;y;z{% else %}x;y{% endif %}'],
    ['["x", "y"].flatMap((x) => (x === "x" ? [] : [x])).join(";")', 'y'],
    [
      '["x"].flatMap(() => l).join(";")',
      '{% for item in l %}{{ item }}{% if not loop.last %};{% endif %}{% endfor %}',
    ],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});

describe('loops and collections whose members are all known', () => {
  it.each([
    ['(() => { let t = ""; for (const k in { b: 1, a: 2, 1: 3 }) t += k; return t; })()', '1ba'],
    ['(() => { let t = ""; for (const k in ["x", "y"]) t += k; return t; })()', '01'],
    ['(() => { let t = ""; for (const k in undefined) t += k; return t || "none"; })()', 'none'],
    [
      '(() => { let t = ""; const m = { a: "x", b: s }; for (const k in m) { if (k === "a") continue; t += `${k}${m[k]}`; } return t; })()',
      'b{{ s }}',
    ],
    ['(() => { let t = ""; for (const k in o[0]) t += k; return t; })()', '{{ value }}'],
    ['(() => { let t = ""; for (const k in { a: 1, ...a }) t += k; return t; })()', '{{ value }}'],
    ['(() => { let k; let t = ""; for (k in { a: 1 }) t += k; return t + k; })()', '{{ value }}'],
    ['(() => { let i = 0; let t = ""; while (i < 3) { t += i; i++; } return t; })()', '012'],
    ['(() => { let i = 0; let t = ""; do { t += i; i++; } while (i < 3); return t; })()', '012'],
    ['(() => { let i = 3; let t = ""; do { t += i; i++; } while (i < 3); return t; })()', '3'],
    [
      '(() => { let i = 0; let t = ""; while (true) { if (i > 2) break; t += i; i++; if (i === 1) continue; t += s; } return t; })()',
      '01{{ s }}2{{ s }}',
    ],
    ['(() => { let i = 0; let t = ""; while (i < n) { t += i; i++; } return t; })()', '{{ value }}'],
    ['(() => { let i = 0; let t = ""; while (true) { t += i; } return t; })()', 'DYN_LIMIT'],
    [
      '(() => { let i = 0; while (i < 3) { i++; if (p) return s; } return "none"; })()',
      '{% if p %}{{ s }}{% else %}none{% endif %}',
    ],
    ['[...new Map([["a", "x"], ["b", s], ["a", "z"]])].map(([k, v]) => k + v).join(";")', 'az;b{{ s }}'],
    ['new Map([["a", "x"], ["b", "y"]]).get("b")', 'y'],
    ['new Map([["a", "x"], ["b", "y"]]).get("c") ?? "none"', 'none'],
    [
      'new Map([["a", "x"], ["b", "y"]]).get(s) ?? "none"',
      '{% if s == "a" %}x{% elif s == "b" %}y{% else %}none{% endif %}',
    ],
    [
      'new Map([["a", "x"], ["b", "y"]]).get(a) ?? "none"',
      '{% if a == "a" %}x{% elif a == "b" %}y{% else %}none{% endif %}',
    ],
    [
      'new Map([[1, "x"], [2, "y"]]).get(n) ?? "none"',
      '{% if n == 1 %}x{% elif n == 2 %}y{% else %}none{% endif %}',
    ],
    ['new Map([["a", "x"]]).has("a") ? "y" : "n"', 'y'],
    [
      'new Map([["a", "x"], ["b", "y"]]).has(s) ? "y" : "n"',
      '{% if s == "a" or s == "b" %}y{% else %}n{% endif %}',
    ],
    ['new Set(["a", "b"]).has(s) ? "y" : "n"', '{% if s == "a" or s == "b" %}y{% else %}n{% endif %}'],
    ['new Set(["a", "b"]).has("c") ? "y" : "n"', 'n'],
    ['new Map([["a", "x"]])', '[object Map]'],
    ['new Map([["a", "x"], ["b", "y"]]).size', '2'],
    ['[...new Map([["a", "x"]]).keys()].join(";")', 'a'],
    ['[...new Map([["a", "x"]]).values()].join(";")', 'x'],
    ['[...new Map([["a", "x"]]).entries()].join(";")', 'a,x'],
    ['[...new Map(Object.entries({ a: "x", b: "y" }))].join(";")', 'a,x;b,y'],
    [
      '(() => { let t = ""; for (const [k, v] of new Map([["a", "x"], ["b", "y"]])) t += `${k}=${v};`; return t; })()',
      'a=x;b=y;',
    ],
    [
      '(() => { const m = new Map([["a", "x"]]); m.set("b", "y"); return [...m].join(";"); })()',
      '{% for item in set %}{{ item }}{% if not loop.last %};{% endif %}{% endfor %}',
    ],
    [
      '(() => { const m = new Map([["a", "x"]]); m.delete("a"); return m.get("a") ?? "none"; })()',
      '{% if get is defined and get is not none %}{{ get }}{% else %}none{% endif %}',
    ],
    [
      '(() => { const m = new Map(); m.set("b", "y"); return [...m].join(";"); })()',
      '{% for item in set %}{{ item }}{% if not loop.last %};{% endif %}{% endfor %}',
    ],
    ['new Map(l.map((x) => [x, 1])).size', '{{ size }}'],
    ['new Map([[s, "x"]]).get(s)', '{{ get }}'],
    ['["x"].concat(s, "y", l).join(";")', 'x;{{ s }};y{% for item in l %};{{ item }}{% endfor %}'],
    [
      '["x"].concat(a).join(";")',
      '{% for item in concat %}{{ item }}{% if not loop.last %};{% endif %}{% endfor %}',
    ],
    ['["x"].concat(n).join(";")', 'x;{{ n }}'],
    ['["x"].concat(p ? ["y"] : "z").join(";")', 'x{% if p %};y{% else %};z{% endif %}'],
    [
      '(() => { const m = new Map([["a", "x"]]); const k = m; k.set("b", "y"); return m.size; })()',
      '{{ size }}',
    ],
    ['(() => { const m = new Set(["a"]); get(m); return m.size; })()', '{{ size }}'],
  ])('%s', (expression, template) => {
    expect(told(expression)).toBe(template);
  });
});
