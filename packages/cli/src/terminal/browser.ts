import { spawn } from 'node:child_process';
import type { Context } from '../context.ts';

/** @returns false where there is no browser to be opened: the address is then for the user to open */
export function openInBrowser({ env, platform }: Context, url: string): Promise<boolean> {
  const command = chooseCommand(env, platform);
  if (command === null) return Promise.resolve(false);
  const [file, ...args] = command;
  return new Promise((resolve) => {
    const child = spawn(file, [...args, url], { stdio: 'ignore', detached: true });
    child.on('error', () => resolve(false));
    child.on('spawn', () => {
      // The browser lives on when this process is done.
      child.unref();
      resolve(true);
    });
  });
}

function chooseCommand(env: Context['env'], platform: string): readonly [string, ...string[]] | null {
  if (env['BROWSER']) return [env['BROWSER']];
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  // Without a display `xdg-open` would start a browser in this terminal.
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open'] : null;
}
