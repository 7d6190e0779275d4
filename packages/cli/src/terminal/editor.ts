import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Context } from '../context.ts';
import { CliError } from '../errors.ts';

/**
 * Lets the user edit a text in their editor.
 *
 * @param name of the file, whose ending tells the editor what it is
 * @returns the text as it was left
 * @throws {CliError} `usage` where there is no terminal or no editor, or where the editor says that it failed
 */
export async function editText(context: Context, name: string, text: string): Promise<string> {
  if (context.terminal === null) {
    throw new CliError(
      'usage',
      'There is no terminal for an editor.',
      'Give the text with --file, or --file - for a pipe.',
    );
  }
  const { env, platform } = context;
  const editor =
    env['LEDGER_EDITOR'] || env['VISUAL'] || env['EDITOR'] || (platform === 'win32' ? 'notepad' : 'vi');
  // A folder of our own: nobody else can put a link in its place.
  const folder = mkdtempSync(path.join(tmpdir(), 'ledger-'));
  const file = path.join(folder, name.replace(/[^\w.-]+/g, '_'));
  try {
    writeFileSync(file, text, { mode: 0o600 });
    await run(editor, file);
    return readFileSync(file, 'utf8');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Through a shell, as git does it: `code --wait` is an editor as well. */
function run(editor: string, file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(`${editor} ${quote(file)}`, { shell: true, stdio: 'inherit' });
    const fail = (cause?: unknown) =>
      reject(
        new CliError(
          'usage',
          `The editor (${editor}) failed.`,
          'Set EDITOR to one that works. Nothing was stored.',
          cause,
        ),
      );
    child.on('error', fail);
    child.on('close', (code) => (code === 0 ? resolve() : fail()));
  });
}

/** The name has no quotes: it is ours. */
function quote(file: string): string {
  return process.platform === 'win32' ? `"${file}"` : `'${file.replaceAll("'", "'\\''")}'`;
}
