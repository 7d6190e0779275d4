import { printResult, type Call } from '../call.ts';
import { readSettings, type Settings } from '../config.ts';
import { CliError, EXIT, type ExitCode } from '../errors.ts';
import { findCommonFolder } from '../git/folders.ts';
import { runGit } from '../git/run.ts';
import { countSpooled } from '../ledger/delivery.ts';
import { withLedger } from '../ledger/ledger.ts';
import { formatDoctor, type Finding } from '../report/doctor.ts';
import { count } from '../report/plan.ts';
import { VERSION } from '../version.ts';
import { readHooks } from './hooks.ts';

/** Looks at all that must be well for prompts to reach the ledger, and says what is not and what to do. */
export async function doctor(call: Call): Promise<ExitCode> {
  const settings = await readSettings(call.context, call.flags);
  const findings: Finding[] = [
    { level: 'ok', about: 'ledger', text: `${VERSION} on Node ${process.versions.node}` },
    await examineGit(settings),
    describeConfig(settings),
    ...(await Promise.all([examineServer(call, settings), examineHooks(call, settings)])).flat(),
    ...examineSpool(settings),
  ];
  printResult(call, { findings }, () => formatDoctor(findings, call.screen.out.style));
  return findings.some(({ level }) => level === 'error') ? EXIT.findings : EXIT.ok;
}

async function examineGit({ root, underGit }: Settings): Promise<Finding> {
  if (!underGit) {
    const text = `there is no repository at ${root}; prompts are registered without commits`;
    return { level: 'warning', about: 'git', text };
  }
  try {
    const version = (await runGit(root, ['--version'])).toString('utf8').trim();
    return {
      level: 'ok',
      about: 'git',
      text: `${version.replace(/^git version /, '')}, repository at ${root}`,
    };
  } catch (error) {
    return { level: 'error', about: 'git', text: `it does not run: ${messageOf(error)}` };
  }
}

function describeConfig({ configFile }: Settings): Finding {
  return { level: 'ok', about: 'config', text: configFile ?? 'none; the defaults hold' };
}

async function examineServer({ context }: Call, settings: Settings): Promise<Finding> {
  try {
    const { version, key } = await withLedger(context, settings, (ledger) => ledger.meta());
    const text = `${settings.server} (from ${settings.serverFrom}), version ${version}`;
    const mayWrite = key.scopes.some((scope) => scope === 'sync' || scope === 'admin');
    if (mayWrite) return { level: 'ok', about: 'server', text };
    const advice = 'Its scopes do not allow it to register prompts: use a key with the scope sync.';
    return {
      level: 'error',
      about: 'server',
      text: `${text}; the key may only: ${key.scopes.join(', ')}`,
      advice,
    };
  } catch (error) {
    const advice = error instanceof CliError ? error.hint : null;
    return { level: 'error', about: 'server', text: messageOf(error), advice };
  }
}

async function examineHooks(call: Call, { underGit }: Settings): Promise<Finding[]> {
  if (!underGit) return [];
  const found = await readHooks(call, { manager: null }).catch(toAdvice);
  if ('code' in found) return [{ level: 'error', about: 'hooks', text: found.message, advice: found.hint }];
  const { manager, hooks } = found;
  const off: Finding[] =
    call.context.env['LEDGER'] === '0'
      ? [{ level: 'warning', about: 'hooks', text: 'LEDGER=0 is set: they do nothing', advice: 'Unset it.' }]
      : [];
  return [
    ...off,
    ...hooks.map(({ stage, state, reason }): Finding => {
      const level = state === 'installed' ? 'ok' : 'warning';
      return { level, about: 'hooks', text: `${stage} (${manager}): ${state}`, advice: reason };
    }),
  ];
}

function examineSpool({ root }: Settings): Finding[] {
  const folder = findCommonFolder(root);
  if (folder === null) return [];
  const { waiting, refused, dropped } = countSpooled(folder);
  const text =
    waiting === 0 ? 'nothing waits for the server' : `${count(waiting, 'registration')} to be delivered`;
  const advice = waiting === 0 ? null : '`ledger sync` delivers it.';
  return [
    { level: waiting === 0 ? 'ok' : 'warning', about: 'spool', text, advice },
    ...(refused === 0
      ? []
      : [
          {
            level: 'warning' as const,
            about: 'spool',
            text: `${count(refused, 'registration')} that the server refused`,
            advice: '`ledger sync` says why the prompts of now are refused, if they still are.',
          },
        ]),
    ...(dropped === 0
      ? []
      : [
          {
            level: 'warning' as const,
            about: 'spool',
            text: `${count(dropped, 'registration')} ${dropped === 1 ? 'was' : 'were'} dropped, as there was no room`,
            advice: '`ledger import --from-git` brings what commits had; `ledger sync` forgets it.',
          },
        ]),
  ];
}

/** What keeps the hooks from being looked at, where that is the user's to mend. */
function toAdvice(error: unknown): CliError {
  if (error instanceof CliError) return error;
  throw error;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
