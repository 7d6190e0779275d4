import { printResult, type Call } from '../call.ts';
import { openInBrowser } from '../terminal/browser.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';

/** Prints the address of the server's API pages, and opens it where somebody sits at a screen. */
export async function open(call: Call, { print }: { readonly print: boolean }): Promise<ExitCode> {
  const { server } = await readSettings(call.context, call.flags);
  const url = `${server}/docs`;
  const isOpened =
    !print && !call.flags.json && call.screen.out.isTTY && (await openInBrowser(call.context, url));
  printResult(call, { url }, () => [isOpened ? `Opening ${url}` : url]);
  return EXIT.ok;
}
