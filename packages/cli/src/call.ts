import type { Context, Output } from './context.ts';
import { loadColors, PLAIN, wantsColor, type Style } from './report/style.ts';

/** The options that every command takes. */
export interface GlobalFlags {
  readonly server?: string | undefined;
  readonly json: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
  /** Whether what earlier runs found may be used. */
  readonly cache: boolean;
}

/** Results go to `out`, everything else to `err`. */
interface Screen {
  readonly out: Channel;
  readonly err: Channel;
}

interface Channel {
  readonly style: Style;
  readonly isTTY: boolean;
  /** Columns to fit in; null where nothing need be cut. */
  readonly width: number | null;
  lines(lines: readonly string[]): void;
  /** As it is, without a line feed at its end. */
  raw(text: string): void;
}

/** One run of one command. */
export interface Call {
  readonly context: Context;
  readonly flags: GlobalFlags;
  readonly screen: Screen;
}

export async function createCall(context: Context, flags: GlobalFlags): Promise<Call> {
  const [out, err] = await Promise.all([
    createChannel(context, flags, context.stdout),
    createChannel(context, flags, context.stderr),
  ]);
  return { context, flags, screen: { out, err } };
}

/** Prints the data of a result as JSON, or its lines for people: the same data either way. */
export function printResult(call: Call, data: unknown, lines: () => readonly string[]): void {
  const { out } = call.screen;
  if (call.flags.json) out.raw(`${JSON.stringify(data, null, 2)}\n`);
  else out.lines(lines());
}

async function createChannel(context: Context, flags: GlobalFlags, output: Output): Promise<Channel> {
  const wishes = { flag: flags.color, env: context.env, isTTY: output.isTTY };
  return {
    style: wantsColor(wishes) ? await loadColors() : PLAIN,
    isTTY: output.isTTY,
    width: output.columns,
    lines: (lines) => output.write(lines.map((line) => `${line}\n`).join('')),
    raw: (text) => output.write(text),
  };
}
