import { describe, expect, it } from 'vitest';
import { createLog, type LogSettings } from './log.ts';

const collect = (settings: LogSettings) => {
  const lines: string[] = [];
  return { log: createLog(settings, (line) => lines.push(line)), lines };
};

describe('a log', () => {
  it('in JSON is one object a line, with a level in words and a time', () => {
    const { log, lines } = collect({ format: 'json', level: 'info' });
    log.debug('not this');
    log.info('an answer\nin two lines', { status: 200, route: null });
    log.error('trouble');
    const [first, second] = lines.map((line) => JSON.parse(line));
    expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(first).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      pid: process.pid,
      status: 200,
      route: null,
      msg: 'an answer\nin two lines',
    });
    expect(second).toMatchObject({ level: 'error', msg: 'trouble' });
  });

  it('in text is the sentence with its facts', () => {
    const { log, lines } = collect({ format: 'text', level: 'warn' });
    log.info('not this');
    log.error('trouble', { code: 7, other: null });
    expect(lines).toEqual(['trouble  code=7\n']);
  });

  it.each(['json', 'text'] as const)('may be silent (%s)', (format) => {
    const { log, lines } = collect({ format, level: 'silent' });
    log.error('trouble');
    expect(lines).toEqual([]);
  });
});
