import { LISTED, PINNED } from '../git/changes.ts';
import { HANDED } from '../git/handed.ts';
import { IDENTITY } from '../git/identity.ts';
import { ARGUMENTS, type Stage } from './stages.ts';

/** Where the tool is called from, and what it is called as. */
export interface Place {
  /** The folder whose configuration counts, relative to the top of the repository, with `/`; '' is the top. */
  readonly folder: string;
  /** The installed tool, relative to that folder: never `npx`, which takes half a second to find it. */
  readonly bin: string;
}

/** Every source file, in git's globs: a test holds them against the extractor's own expression. */
export const SOURCE_GLOBS = ['*.[jt]s', '*.[jt]sx', '*.[cm][jt]s', '*.[cm][jt]sx'];

const GLOBS = SOURCE_GLOBS.map((glob) => `'${glob}'`).join(' ');

/**
 * What a hook does before Node is started, as a function of POSIX sh that ends in 0 where there is nothing to do. It is
 * part of a hook that has other things to do: it takes no input, changes no variable, and leaves the hook only to fail.
 */
export function buildScript(stage: Stage, { folder, bin }: Place): string[] {
  const call = `${quote(bin)} ${ARGUMENTS[stage]}`;
  const run =
    stage === 'pre-commit'
      ? `hand_over 2>/dev/null | ${HANDED.name}=${HANDED.staged} ${call}`
      : `${call} </dev/null`;
  const lines = [
    'prompt_ledger() (',
    '  [ "${LEDGER-}" != 0 ] || exit 0',
    '  own=${GIT_DIR:-.git}; all=$own',
    '  [ ! -f "$own/commondir" ] || all=$own/../..',
    ...CHECKS[stage].map((line) => `  ${line}`),
    ...(folder === '' ? [] : [`  top=$PWD; cd ${quote(folder)} || exit 0`]),
    `  if [ ! -x ${quote(bin)} ]; then`,
    `    echo ${quote(`ledger: ${bin} is not there, so prompts were not looked at. Install the packages of this project.`)} >&2`,
    '    exit 0',
    '  fi',
    ...(stage === 'pre-commit' ? HAND_OVER.map((line) => `  ${line}`) : []),
    `  ${run}`,
    '  code=$?',
    // Node is not on the PATH (a graphical client), or is none that runs this.
    '  [ $code -lt 126 ] || { echo "ledger: it could not be started ($code); git goes on." >&2; exit 0; }',
    '  exit $code',
    ')',
    stage === 'pre-commit' ? 'prompt_ledger || exit $?' : 'prompt_ledger || :',
  ];
  return lines.flatMap((line) => line.split('\n'));
}

const LIST_STAGED = `git ${[...PINNED, 'diff', '--cached', ...LISTED].join(' ')}`;

/** Of a path: what the extractor looks into nowhere need not be handed over. */
const SKIPPED = String.raw`\%[[:space:]/](node_modules|dist|build|out|coverage|vendor)/%d`;
const BLOBS = String.raw`/^:[0-7]+ [0-7]+ ([0-9a-f]+) ([0-9a-f]+) .*\.[cm]?[jt]sx?$/{s//\1 \2/;y/ /\n/;p;}`;

/** Asks git what Node would have to ask, while Node starts; `parseHanded` reads it. */
const HAND_OVER: readonly string[] = [
  'hand_over() {',
  '  cd "${top:-.}" || exit 0',
  String.raw`  printf '%s\n\n' "$staged"`,
  `  git ${IDENTITY.map(quote).join(' ')}`,
  String.raw`  printf '\0'`,
  String.raw`  { echo HEAD; printf '%s\n' "$staged" | LC_ALL=C sed -nE '${SKIPPED};${BLOBS}'; } |`,
  '    GIT_NO_LAZY_FETCH=1 git cat-file --batch',
  '}',
];

const CHECKS: Readonly<Record<Stage, readonly string[]>> = {
  'pre-commit': [
    '# Mostly nothing that is staged can hold a prompt, or be part of one.',
    `staged=$(${LIST_STAGED}) || staged='?'`,
    "nl='\n'",
    'case $staged$nl in',
    // The last two are a name that git puts into quotes, and a list that it refuses.
    `  ${SOURCE_GLOBS.map((glob) => `*${glob.slice(1)}"$nl"*`).join(' | ')} | *'"'"$nl"* | '?'*) ;;`,
    '  *)',
    '    [ -s "$all/ledger/inputs" ] || exit 0',
    '    git -c core.quotePath=false diff --cached --name-only --no-renames --no-ext-diff | grep -qxFf "$all/ledger/inputs" || exit 0',
    'esac',
  ],
  'post-commit': [
    '# A rebase, or a row of picks: the next sync sees where it ended.',
    '[ ! -d "$own/rebase-merge" ] && [ ! -d "$own/rebase-apply" ] && [ ! -d "$own/sequencer" ] || exit 0',
    '# What pre-commit looked at and found without prompts is not looked at again.',
    `changed() { git diff-tree -r --root --no-commit-id --no-renames --no-ext-diff --no-abbrev --raw -z HEAD -- ${GLOBS}; }`,
    '[ ! -f "$own/ledger-seen" ] || ! changed | cmp -s - "$own/ledger-seen" || exit 0',
    `if git diff --quiet --no-ext-diff HEAD^ HEAD -- ${GLOBS} 2>/dev/null; then`,
    '  [ -s "$all/ledger/inputs" ] || exit 0',
    '  git -c core.quotePath=false diff --name-only --no-renames --no-ext-diff HEAD^ HEAD | grep -qxFf "$all/ledger/inputs" || exit 0',
    'fi',
  ],
  'pre-push': [
    '# Nothing waits for the server.',
    'set -- "$all"/ledger/spool/*.json',
    '[ -e "$1" ] || exit 0',
  ],
};

/** The same on one line, for managers whose configuration holds commands: without what only saves time. */
export function buildCommand(stage: Stage, { folder, bin }: Place): string {
  const full = folder === '' ? bin : `${folder}/${bin}`;
  const missing = `echo ${quote(`ledger: ${full} is not there, so prompts were not looked at.`)} >&2`;
  const inFolder = folder === '' ? '' : `cd ${quote(folder)} && `;
  return [
    '[ "$LEDGER" = 0 ]',
    ...(stage === 'pre-commit' ? [`git diff --cached --quiet --no-ext-diff -- ${GLOBS}`] : []),
    `{ [ ! -x ${quote(full)} ] && ${missing}; }`,
    inFolder === '' ? `${quote(bin)} ${ARGUMENTS[stage]}` : `(${inFolder}${quote(bin)} ${ARGUMENTS[stage]})`,
  ].join(' || ');
}

/** For sh; plain words stay as they are. */
export function quote(text: string): string {
  return /^[\w./@+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
