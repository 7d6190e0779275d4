/** Preloaded into a process: its wall clock jumps between minutes, hours and years from the truth. Timers go on. */
const RealDate = Date;
const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;
const JUMPS = [0, 3 * MINUTE, -3 * MINUTE, 90 * MINUTE, -90 * MINUTE, YEAR, -YEAR, 5 * YEAR, -5 * YEAR];
// Each start of a process begins elsewhere.
let state = (Number(process.env.SOAK_CLOCK_SEED) || 1) * 65_537 + process.pid;
let offset = jump();

setInterval(() => (offset = jump()), 700).unref();

globalThis.Date = class Date extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + offset);
    else super(...args);
  }

  static now() {
    return RealDate.now() + offset;
  }
};

function jump() {
  state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
  return JUMPS[(state >> 8) % JUMPS.length];
}
