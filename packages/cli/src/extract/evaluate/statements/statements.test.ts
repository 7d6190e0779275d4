import { describe, expect, it } from 'vitest';
import { toldBy } from '../../../../test/support/told.ts';

/* Statements and calls of functions: as running them, or left to the running code. */

describe('branches', () => {
  it.each([
    ['if (p) return "a"; return "b";', '{% if p %}a{% else %}b{% endif %}'],
    ['if (p) return "a"; else return "b";', '{% if p %}a{% else %}b{% endif %}'],
    [
      'if (p) { return "a"; } if (q) { return "b"; } return "c";',
      '{% if p %}a{% elif q %}b{% else %}c{% endif %}',
    ],
    ['let t = "a"; if (p) t = "b"; return t;', '{% if p %}b{% else %}a{% endif %}'],
    ['let t = "a"; if (p) t = "b"; else t = "c"; return t;', '{% if p %}b{% else %}c{% endif %}'],
    [
      'let t = "a"; if (p) { t += "b"; if (q) t += "c"; } else if (q) t += "d"; return t + "e";',
      'a{% if p %}b{% if q %}c{% endif %}{% elif q %}d{% endif %}e',
    ],
    [
      'let t = p ? "a" : "b"; if (q) t += "c"; if (s) t += s; return t;',
      '{% if p %}a{% else %}b{% endif %}{% if q %}c{% endif %}{% if s %}{{ s }}{% endif %}',
    ],
    [
      'let t = ""; if (p) t = "a" + s; else t = "b" + s; if (q) t = t + "c"; return t;',
      '{% if p %}a{{ s }}{% else %}b{{ s }}{% endif %}{% if q %}c{% endif %}',
    ],
    [
      'let t = p ? "a" : 1; if (q) t += "c"; return t;',
      '{% if q %}{% if p %}a{% else %}1{% endif %}c{% elif p %}a{% else %}1{% endif %}',
    ],
    ['let t = "a"; if (p) { const t = "b"; } return t;', 'a'],
    ['let t = "a"; if (true) t = "b"; return t;', 'b'],
    ['let t = "a"; if (false) t = "b"; else t = "c"; return t;', 'c'],
    ['let t = "a"; if (false) t = "b"; return t;', 'a'],
    ['let t = "a"; if (p) throw new Error("b"); return t;', 'a'],
    ['let t = "a"; if (!p) { t = "c"; } else { throw new Error("b"); } return t;', 'c'],
    ['if (p) throw new Error("a"); else return "b";', 'b'],
    ['if (p) { if (q) throw new Error("a"); return "b"; } return "c";', '{% if p %}b{% else %}c{% endif %}'],
    ['let t = "a"; if (p) return t; t = "b"; return t;', '{% if p %}a{% else %}b{% endif %}'],
    [
      'let t = "a"; if (p) { t = "b"; } else { return t + "c"; } return t;',
      '{% if p %}b{% else %}ac{% endif %}',
    ],
    [
      'let t = "a"; if (p) { while (more()) { return "b"; } } return t;',
      '{% if p %}{{ value }}{% else %}a{% endif %}',
    ],
    [
      'let t = "a"; if (p) { while (more()) { t = "b"; } } return t;',
      '{% if p %}{{ value }}{% else %}a{% endif %}',
    ],
    [
      'let t = "a"; if (p) { x: { t = "b"; } } return t + "!";',
      '{% if p %}{{ value }}{% else %}a!{% endif %}',
    ],
    [
      'let t = "a"; if (p) { t = "c"; } else { x: { t = "b"; } } return t + "!";',
      '{% if p %}c!{% else %}{{ value }}{% endif %}',
    ],
    ['let t = "a"; { t = "b"; let u = "c"; t += u; } return t;', 'bc'],
    ['let t = "a"; { let t = "b"; } return t;', 'a'],
    ['let t = "a"; { let t = "b"; { t = "c"; } } return t;', 'a'],
    ['const f = () => {}; return `${f()}`;', 'undefined'],
    ['const f = () => { return; }; return `${f()}`;', 'undefined'],
    ['const f = () => { if (p) return "a"; }; return `${f()}`;', '{% if p %}a{% else %}undefined{% endif %}'],
    ['const f = () => { throw new Error("a"); }; return `b${f()}`;', 'b{{ value }}'],
    ['const f = () => { if (p) throw new Error("a"); }; return `b${f()}`;', 'bundefined'],
    [
      'const f = () => { if (p) { throw new Error("a"); } else { throw new Error("b"); } }; return `b${f()}`;',
      'b{{ value }}',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('declarations', () => {
  it.each([
    ['const a = "a", b = a + "b"; return b;', 'ab'],
    ['let u; return `${u}`;', 'undefined'],
    ['let u; u = "a"; return u;', 'a'],
    ['var u; return `${u}`;', 'undefined'],
    ['var u = "a"; { var u = "b"; } return u;', 'b'],
    ['if (p) { var u = "a"; } return `${u}`;', '{% if p %}a{% else %}undefined{% endif %}'],
    ['var u = "a"; var u; return u;', 'a'],
    ['const f = (x) => { var x; return x; }; return f("a");', 'a'],
    ['const f = () => u; var u = "a"; return f();', 'a'],
    ['const f = () => u; let u = "a"; return f();', 'a'],
    ['var [u, w] = ["a", "b"]; return u + w;', 'ab'],
    ['var u = "a"; { var u; } return u;', 'a'],
    ['return f("a"); function f(x) { return x + "b"; }', 'ab'],
    ['{ function f(x) { return x + "b"; } return f("a"); }', 'ab'],
    ['class K { static k = "a"; } return K.k;', 'a'],
    ['const k = new K(); class K { k = "a"; } return k.k;', '{{ k }}'],
    ['; debugger; return "a";', 'a'],
    ['type T = string; interface I { a: T } return "a";', 'a'],
    ['declare function f(): string; return "a";', 'a'],
    ['enum E { A = "a" } return E.A;', '{{ value }}'],
    ['label: { break label; } return "a";', '{{ value }}'],
    ['with (a) { return "a"; }', '{{ value }}'],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('choices of several', () => {
  it.each([
    [
      'switch (s) { case "a": return "1"; case "b": return "2"; default: return "3"; }',
      '{% if s == "a" %}1{% elif s == "b" %}2{% else %}3{% endif %}',
    ],
    [
      'switch (s) { case "a": return "1"; default: return "3"; case "b": return "2"; }',
      '{% if s == "a" %}1{% elif s == "b" %}2{% else %}3{% endif %}',
    ],
    [
      'switch (s) { case "a": case "b": return "1"; } return "2";',
      '{% if s == "a" %}1{% elif s == "b" %}1{% else %}2{% endif %}',
    ],
    [
      'let t = ""; switch (s) { case "a": t += "1"; case "b": t += "2"; break; case "c": t += "3"; } return t;',
      '{% if s == "a" %}12{% elif s == "b" %}2{% elif s == "c" %}3{% endif %}',
    ],
    [
      'let t = ""; switch (s) { case "a": t += "1"; break; default: t += "2"; } return t + "!";',
      '{% if s == "a" %}1{% else %}2{% endif %}!',
    ],
    [
      'let t = ""; switch (s) { default: t += "2"; case "a": t += "1"; } return t + "!";',
      '{% if s == "a" %}1{% else %}21{% endif %}!',
    ],
    [
      'let t = ""; switch ("a") { case "a": t += "1"; case "b": t += "2"; break; case "c": t += "3"; } return t;',
      '12',
    ],
    ['let t = ""; switch ("z") { case "a": t += "1"; break; default: t += "2"; } return t;', '2'],
    ['let t = ""; switch ("z") { case "a": t += "1"; } return t + "!";', '!'],
    [
      'let t = ""; switch (s) { case "a": if (p) break; t += "1"; default: t += "2"; } return t + "!";',
      '{% if s == "a" %}{% if p %}!{% else %}12!{% endif %}{% else %}2!{% endif %}',
    ],
    [
      'let t = ""; switch (s) { case "a": if (p) { t += "0"; break; } t += "1"; break; case "b": t += "3"; } return t + "!";',
      '{% if s == "a" %}{% if p %}0!{% else %}1!{% endif %}{% elif s == "b" %}3!{% else %}!{% endif %}',
    ],
    ['let t = ""; switch (s) { case "a": throw new Error("x"); default: t += "2"; } return t;', '2'],
    [
      'let t = ""; switch (s) { case "a": { const u = "1"; t += u; break; } case "b": { t += "2"; } } return t;',
      '{% if s == "a" %}1{% elif s == "b" %}2{% endif %}',
    ],
    [
      'let t = ""; switch (s) { case "a": const u = "1"; t += u; break; case "b": t += "2"; } return t;',
      '{% if s == "a" %}1{% elif s == "b" %}2{% endif %}',
    ],
    [
      'let t = ""; switch (s) { case "a": t += f(); function f() { return "f"; } } return t;',
      '{% if s == "a" %}f{% endif %}',
    ],
    [
      'let t = ""; switch (get()) { case "a": t += "1"; break; default: t += "2"; } return t;',
      '{% if get == "a" %}1{% else %}2{% endif %}',
    ],
    [
      'let t = ""; switch (s) { case get(): t += "1"; break; default: t += "2"; } return t;',
      '{% if value %}1{% else %}2{% endif %}',
    ],
    [
      'let t = ""; switch (n) { case 1: t += "1"; break; case "1": t += "2"; } return t;',
      '{% if n == 1 %}1{% elif n == "1" %}2{% endif %}',
    ],
    [
      'let t = ""; switch (true) { case s === "a": t += "1"; break; case p: t += "2"; break; default: t += "3"; } return t;',
      '{% if s == "a" %}1{% elif p == true %}2{% else %}3{% endif %}',
    ],
    [
      'let t = ""; for (const x of ["a", "b", "c"]) { switch (x) { case "b": continue; case "c": t += "!"; break; } t += x; } return t;',
      'a!c',
    ],
    [
      'let t = ""; for (const x of l) { switch (x) { case "x": continue; default: t += "!"; } t += x; } return t;',
      '{% for item in l %}{% if item != "x" %}!{{ item }}{% endif %}{% endfor %}',
    ],
    [
      'let t = ""; for (const x of ["a", "b"]) { switch (s) { case "a": continue; } t += x; } return t;',
      '{% if s != "a" %}ab{% endif %}',
    ],
    [
      'let t = ""; switch (s) { case "a": for (const x of ["1", "2"]) { if (x === "2") break; t += x; } t += "3"; break; } return t;',
      '{% if s == "a" %}13{% endif %}',
    ],
    [
      'let t = ""; switch (p) { case true: t += "1"; break; case false: t += "2"; } return t;',
      '{% if p == true %}1{% elif p == false %}2{% endif %}',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('tries', () => {
  it.each([
    [
      'let t = "a"; try { t = "b"; } catch { t = "c"; } return t;',
      '{% if condition %}b{% else %}c{% endif %}',
    ],
    [
      'let t = "a"; try { t = get(); } catch { t = "c"; } return t;',
      '{% if condition %}{{ get }}{% else %}c{% endif %}',
    ],
    [
      'let t = "a"; try { t = get(); t += "!"; } catch { t += "c"; } return t;',
      '{% if condition %}{{ get }}!{% else %}{{ value }}c{% endif %}',
    ],
    [
      'let t = "a"; try { t += "b"; t = get(); } catch { t += "c"; } return t;',
      '{% if condition %}{{ get }}{% else %}{{ value }}c{% endif %}',
    ],
    [
      'let t = "a"; try { t = get(); } catch (e) { t = `${e.message}`; } return t;',
      '{% if condition %}{{ get }}{% else %}{{ message }}{% endif %}',
    ],
    [
      'let t = "a"; try { t = get(); } catch ({ message }) { t = message; } return t;',
      '{% if condition %}{{ get }}{% else %}{{ value }}{% endif %}',
    ],
    ['let t = "a"; try { t = get(); } catch (e) { throw e; } return t;', '{{ get }}'],
    ['let t = "a"; try { t = get(); } catch (e) { log(e); throw new Error("x"); } return t;', '{{ get }}'],
    [
      'let t = "a"; try { t = get(); } catch (e) { if (p) return "c"; throw e; } return t;',
      '{% if condition %}{{ get }}{% else %}c{% endif %}',
    ],
    ['let t = "a"; try { t = get(); } finally { t += "c"; } return t;', '{{ get }}c'],
    [
      'let t = "a"; try { t = get(); } catch { t = "c"; } finally { t += "d"; } return t;',
      '{% if condition %}{{ get }}{% else %}c{% endif %}d',
    ],
    ['try { return get(); } catch { return "c"; }', '{% if condition %}{{ get }}{% else %}c{% endif %}'],
    ['try { return get(); } catch { } return "d";', '{% if condition %}{{ get }}{% else %}d{% endif %}'],
    ['try { return get(); } finally { done(); }', '{{ get }}'],
    [
      'let t = "a"; try { if (p) t = get(); } catch { t += "c"; } return t;',
      '{% if condition %}{% if p %}{{ get }}{% else %}a{% endif %}{% else %}ac{% endif %}',
    ],
    [
      'let t = "a"; try { if (p) t = get(); else t = "b"; } catch { t += "c"; } return t;',
      '{% if condition %}{% if p %}{{ get }}{% else %}b{% endif %}{% else %}{{ value }}c{% endif %}',
    ],
    [
      'const m = []; try { m.push(get()); } catch { m.push("c"); } return m.join();',
      '{% if condition %}{{ get }}{% else %}c{% endif %}',
    ],
    [
      'const m = []; try { m.push("a"); m.push(get()); } catch { m.push("c"); } return m.join();',
      '{% if condition %}a,{{ get }}{% else %}{% for item in push %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}{% endif %}',
    ],
    [
      'const m = []; try { more(() => m.push(get())); } catch { m.push("c"); } return m.join();',
      '{% if condition %}{% for item in push %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}{% else %}{% for item_2 in push_2 %}{{ item_2 }}{% if not loop.last %},{% endif %}{% endfor %}{% endif %}',
    ],
    [
      'const m = []; try { more(0, () => m.push(get())); } catch { m.push("c"); } return m.join();',
      '{% if condition %}{% for item in push %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}{% else %}{% for item_2 in push_2 %}{{ item_2 }}{% if not loop.last %},{% endif %}{% endfor %}{% endif %}',
    ],
    [
      'const c = { n: "a" }; try { c.n = get(); } catch { } return c.n;',
      '{% if condition %}{{ get }}{% else %}{{ n_2 }}{% endif %}',
    ],
    [
      'let t = "a"; try { const u = get(); t = u; } catch { } return t;',
      '{% if condition %}{{ get }}{% else %}a{% endif %}',
    ],
    [
      'let t = "a"; try { for (const x of ["b"]) t = get(); } catch { } return t;',
      '{% if condition %}{{ get }}{% else %}{{ value }}{% endif %}',
    ],
    [
      'let t = "a"; try { t++; } catch { } return `${t}`;',
      '{% if condition %}{{ value }}{% else %}{{ value_2 }}{% endif %}',
    ],
    ['let t = "a"; try { get(); } catch { t = "c"; } return t;', '{% if condition %}a{% else %}c{% endif %}'],
    ['let t = "a"; try { } catch { t = "c"; } return t;', '{% if condition %}a{% else %}c{% endif %}'],
    [
      'let t = "a"; try { [t] = get(); } catch { } return t;',
      '{% if condition %}{{ value }}{% else %}{{ value_2 }}{% endif %}',
    ],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});

describe('functions', () => {
  it.each([
    ['const f = (x) => x + "b"; return f("a");', 'ab'],
    ['const f = (x) => { x += "b"; return x; }; return f("a");', 'ab'],
    ['const f = function (x) { return x + "b"; }; return f("a");', 'ab'],
    ['const f = (x, y = "b") => x + y; return f("a") + f("a", "c") + f("a", undefined);', 'abacab'],
    ['const f = (x = s) => x; return f() + f("a");', '{{ s }}a'],
    ['const f = (x, ...y) => x + y.join("") + y.length; return f("a", "b", "c") + f("a");', 'abc2a0'],
    ['const f = ({ x, ...y }) => x + y.z; return f({ x: "a", z: s });', 'a{{ s }}'],
    ['const f = ([x, ...y]) => x + y.join(""); return f(["a", "b", "c"]);', 'abc'],
    ['const f = ([, x]) => x; return f(["a", "b"]);', 'b'],
    ['const f = ({ x: { y = "b" } = {} }) => y; return f({}) + f({ x: {} }) + f({ x: { y: "c" } });', 'bbc'],
    ['const f = (x) => `${x}`; return f();', 'undefined'],
    ['const f = (x) => (y) => x + y; return f("a")("b");', 'ab'],
    ['const f = () => { let i = 0; return () => ++i; }; const g = f(); return `${g()}${g()}`;', '12'],
    ['let t = "a"; const f = () => { t += "b"; }; f(); f(); return t;', 'abb'],
    ['let t = "a"; const f = () => { t += s; return "c"; }; return f() + t;', 'ca{{ s }}'],
    ['const f = (i) => i > 0 ? f(i - 1) + "a" : "b"; return f(2);', '{{ value }}a'],
    [
      'function* f() { yield "a"; } return [...f()].join();',
      '{% for item in value %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    ['const f = async () => "a"; return `${f()}`;', '{{ value }}'],
    ['const f = (x) => x.y; return f({ y: "a" });', 'a'],
    ['const f = () => ({ y: () => "a" }); return f().y();', 'a'],
    ['const o = { f(x) { return x + "b"; }, g: (x) => x + "c" }; return o.f("a") + o.g("a");', 'abac'],
    ['const o = { n: "a", f() { return this.n; } }; return o.f();', '{{ n_2 }}'],
    ['const o = { get n() { return "a"; } }; return o.n;', '{{ value }}'],
    ['const f = (g) => g("a"); return f((x) => x + "b");', 'ab'],
    ['const f = p ? (x) => x + "b" : (x) => x + "c"; return f("a");', '{% if p %}ab{% else %}ac{% endif %}'],
    ['const f = p ? (x) => x + "b" : get; return f("a");', '{% if p %}ab{% else %}{{ value }}{% endif %}'],
    ['const f = undefined; return `${f?.("a")}`;', 'undefined'],
    ['const f = null; return f?.("a") ?? "none";', 'none'],
    ['const o = { f: undefined }; return o.f?.("a") ?? "none";', 'none'],
    ['const o = undefined; return o?.f("a") ?? "none";', 'none'],
    [
      'const o = p ? { f: () => "a" } : undefined; return o?.f() ?? "none";',
      '{% if p %}a{% else %}none{% endif %}',
    ],
    [
      'const m = { a: (x) => x + "1", b: (x) => x + "2" }; return m[s]?.("y") ?? "none";',
      '{% if s == "a" %}y1{% elif s == "b" %}y2{% else %}none{% endif %}',
    ],
    ['const f = (x) => x; return f(...["a", "b"]);', 'a'],
    ['const f = (x) => x; return f(...l);', '{{ value }}'],
    [
      'const a1 = (x) => x + "1"; const a2 = (x) => a1(x) + "2"; const a3 = (x) => a2(x) + "3"; const a4 = (x) => a3(x) + "4"; const a5 = (x) => a4(x) + "5"; const a6 = (x) => a5(x) + "6"; return a6("a");',
      'a123456',
    ],
    [
      'const a1 = (x) => x + "1"; const a2 = (x) => a1(x) + "2"; const a3 = (x) => a2(x) + "3"; const a4 = (x) => a3(x) + "4"; const a5 = (x) => a4(x) + "5"; const a6 = (x) => a5(x) + "6"; const a7 = (x) => a6(x) + "7"; const a8 = (x) => a7(x) + "8"; const a9 = (x) => a8(x) + "9"; return a9("a");',
      '{{ value }}456789',
    ],
    ['(() => "a")(); return "b";', 'b'],
    ['return ((x) => x + "b")("a");', 'ab'],
    [
      'const f = (x) => { if (x) return "a"; return "b"; }; return f(p) + f(q) + f(true);',
      '{% if p %}a{% else %}b{% endif %}{% if q %}a{% else %}b{% endif %}a',
    ],
    ['const k = { t: "a" }; const f = (x) => { x.t = "b"; }; f(k); return k.t;', '{{ t }}'],
    [
      'const k = ["a"]; const f = (x) => { x.push("b"); }; f(k); return k.join();',
      '{% for item in push %}{{ item }}{% if not loop.last %},{% endif %}{% endfor %}',
    ],
    [
      'const f = () => { const m = ["a"]; return { add: (x) => m.push(x), get: () => m.join() }; }; const g = f(); g.add("b"); return g.get();',
      'a,b',
    ],
    [
      'const f = () => { const t = { u: "a" }; return t; }; const g = f(); const h = f(); g.u = "b"; return g.u + h.u;',
      'ba',
    ],
    ['const f = (m) => { m.forEach((x) => { t += x; }); }; let t = ""; f(["a", "b"]); return t;', 'ab'],
  ])('%s', (statements, template) => {
    expect(toldBy(statements)).toBe(template);
  });
});
