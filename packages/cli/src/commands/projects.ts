import { printResult, type Call } from '../call.ts';
import { readSettings } from '../config.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { administer } from '../ledger/administration.ts';
import { withLedger } from '../ledger/ledger.ts';
import { formatProjects } from '../report/projects.ts';
import { toLine } from '../report/text.ts';

export async function createProject(call: Call, name: string): Promise<ExitCode> {
  const settings = await readUnbound(call);
  const made = await withLedger(call.context, settings, (ledger) => administer(ledger).createProject(name));
  printResult(call, made, () => {
    const shown = toLine(made.name);
    return [
      `The project ${shown} is there. In a repository, "project": "${shown}" in ledger.config.json chooses it.`,
    ];
  });
  return EXIT.ok;
}

export async function listProjects(call: Call): Promise<ExitCode> {
  const settings = await readUnbound(call);
  const projects = await withLedger(call.context, settings, (ledger) => administer(ledger).listProjects());
  printResult(call, { projects }, () =>
    formatProjects(projects, call.screen.out.style, call.screen.out.width),
  );
  return EXIT.ok;
}

export async function renameProject(call: Call, name: string, to: string): Promise<ExitCode> {
  const settings = await readUnbound(call);
  const renamed = await withLedger(call.context, settings, (ledger) =>
    administer(ledger).renameProject(name, to),
  );
  printResult(call, renamed, () => [
    `The project ${toLine(name)} is now ${toLine(renamed.name)}. Configurations that say ${toLine(name)} have to follow.`,
  ]);
  return EXIT.ok;
}

/** Not within the project that the configuration names: it may be the very one that is to be made. */
async function readUnbound(call: Call) {
  return { ...(await readSettings(call.context, call.flags)), project: null };
}
