import type { CommandGroup } from './command.ts';
import { adopt } from './table/adopt.ts';
import { audit } from './table/audit.ts';
import { blame } from './table/blame.ts';
import { cancel } from './table/cancel.ts';
import { check } from './table/check.ts';
import { completion } from './table/completion.ts';
import { diff } from './table/diff.ts';
import { eject } from './table/eject.ts';
import { doctor } from './table/doctor.ts';
import { execute } from './table/execute.ts';
import { extract } from './table/extract.ts';
import { history } from './table/history.ts';
import { hooks } from './table/hooks.ts';
import { importHistory } from './table/import.ts';
import { init } from './table/init.ts';
import { keys } from './table/keys.ts';
import { labels } from './table/labels.ts';
import { list } from './table/list.ts';
import { login } from './table/login.ts';
import { logout } from './table/logout.ts';
import { mode } from './table/mode.ts';
import { open } from './table/open.ts';
import { projects } from './table/projects.ts';
import { promote } from './table/promote.ts';
import { put } from './table/put.ts';
import { rerun } from './table/rerun.ts';
import { runs } from './table/runs.ts';
import { settings } from './table/settings.ts';
import { show } from './table/show.ts';
import { stats } from './table/stats.ts';
import { status } from './table/status.ts';
import { sync } from './table/sync.ts';
import { types } from './table/types.ts';
import { wait } from './table/wait.ts';
import { whoami } from './table/whoami.ts';

/**
 * The table of commands, as the help lists them. Each loads its module when it is called and not before: a command pays
 * for no other one.
 */
export const GROUPS: readonly CommandGroup[] = [
  { title: 'From your source to the ledger:', commands: [sync, status, importHistory] },
  { title: 'In your source, without a server:', commands: [extract, check, types] },
  {
    title: 'In the ledger:',
    commands: [list, show, history, diff, blame, stats, promote, labels, put, eject, adopt],
  },
  { title: 'Executing prompts:', commands: [execute, runs, wait, cancel, rerun] },
  { title: 'Setting up:', commands: [init, hooks, doctor, login, logout, whoami, open, completion] },
  { title: 'Administering the ledger:', commands: [projects, settings, keys, mode, audit] },
];
