import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildLedger, cleanEnv, runShell, type Built } from './support/built.ts';

/** What can only go wrong in what is built: its files have some of the source each for themselves. */
let built: Built;
let home: string;
let silent: net.Server;
let port: number;
beforeAll(async () => {
  built = await buildLedger();
  home = mkdtempSync(path.join(tmpdir(), 'ledger-built-home-'));
  silent = net.createServer((socket) => socket.on('error', () => {}));
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  ({ port } = silent.address() as net.AddressInfo);
});
afterAll(() => {
  built.remove();
  rmSync(home, { recursive: true, force: true });
  silent.close();
});

const ask = async (more: Readonly<Record<string, string>>) => {
  const env = cleanEnv(home, { LEDGER_API_KEY: 'k', LEDGER_TIMEOUT: '0.3', ...more });
  const { code, stderr } = await runShell(built, 'ledger list --json', { cwd: home, env });
  return { code, error: (JSON.parse(stderr) as { error: { code: string } }).error.code };
};

it('knows a server that does not answer, and one behind a proxy', async () => {
  const there = `http://127.0.0.1:${port}`;
  expect(await ask({ LEDGER_URL: there })).toEqual({ code: 3, error: 'timeout' });
  const behind = { LEDGER_URL: 'http://ledger.invalid', HTTP_PROXY: there };
  expect(await ask(behind)).toEqual({ code: 3, error: 'timeout' });
});
