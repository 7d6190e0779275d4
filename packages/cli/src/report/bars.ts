const EIGHTHS = ' ▏▎▍▌▋▊▉█';
const LEVELS = '▁▂▃▄▅▆▇█';

/** A bar of at most `width` columns, to an eighth of a column; what is more than nothing is seen. */
export function drawBar(value: number, most: number, width: number): string {
  if (value <= 0 || most <= 0) return '';
  const eighths = Math.max(1, Math.round((value / most) * width * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + (eighths % 8 === 0 ? '' : (EIGHTHS[eighths % 8] ?? ''));
}

/** One column for each value; a dot for nothing, so that little is told from none. */
export function drawSparkline(values: readonly number[]): string {
  const most = Math.max(0, ...values);
  return values
    .map((value) => (value <= 0 ? '·' : (LEVELS[Math.ceil((value / most) * LEVELS.length) - 1] ?? '')))
    .join('');
}
