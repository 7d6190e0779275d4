import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { ledger, type Place, type Result } from './ledger.ts';
import { startRecorder, type Health, type Recorder } from './recorder.ts';
import { createRepository, type Repository } from './repository.ts';

export type Files = Readonly<Record<string, string>>;
type Call = (repository: Repository, more?: Partial<Place>, ...args: string[]) => Promise<Result>;

/** What hooks call, against a server that keeps what it is told, which is nothing at the start of each test. */
export interface HookCalls {
  become(health: Health): Promise<void>;
  place(folder: { readonly root: string }, more?: Partial<Place>): Place;
  readonly staged: Call;
  readonly committed: Call;
  readonly spooled: Call;
  /** The key that is sent. */
  key(): string;
  /** What the server was told. */
  requests(): Recorder['requests'];
  /** The same, briefly: `staged A_PROMPT=text` */
  told(): string[];
}

/** Long, so that a busy machine is no slow server. */
const PATIENT = { LEDGER_HOOK_TIMEOUT: '30' };

/** Starts a server for the tests of a file. */
export function useHookCalls(): HookCalls {
  let server: Recorder;
  beforeAll(async () => {
    server = await startRecorder();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    await server.become('well');
    server.requests.length = 0;
  });
  const place: HookCalls['place'] = ({ root }, more = {}) => ({
    cwd: root,
    server,
    ...more,
    env: { ...PATIENT, ...more.env },
  });
  const sync =
    (...what: string[]): Call =>
    (repository, more = {}, ...args) =>
      ledger(place(repository, more), 'sync', ...what, ...args);
  return {
    key: () => server.key,
    become: (health) => server.become(health),
    place,
    staged: sync('--staged'),
    committed: sync('--commit', 'HEAD'),
    spooled: sync('--spooled'),
    requests: () => server.requests,
    told: () =>
      server.requests.map(
        ({ source, prompts = [] }) =>
          `${source} ${prompts.map(({ name, template_source: text }) => `${name}=${text}`).join(' ')}`,
      ),
  };
}

export const prompt = (name: string, text: string) => `export const ${name}_PROMPT = '${text}';\n`;

/** A first commit with a prompt, of which the server knows nothing. */
export function withHistory(files: Files = {}): Repository {
  const repository = createRepository({ 'a.ts': prompt('A', 'First {{x}}.'), ...files });
  repository.commit('First');
  return repository;
}

export function stage(repository: Repository, files: Files): void {
  repository.write(files);
  repository.git('add', '--all');
}

/** What waits for the server. */
export function waiting(repository: Repository): string[] {
  const spool = repository.path('.git/ledger/spool');
  return existsSync(spool) ? readdirSync(spool).toSorted() : [];
}

export const SILENT = { code: 0, stdout: '', stderr: '' };
