/** What clients do in a soak, and what they were told: registrations, texts put, executions of every kind. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom } from '../support.mjs';

export const TRACKED = Array.from({ length: 8 }, (_, index) => `tracked-${index}`);
export const COMMITTED = 'committed';
export const FULL = Array.from({ length: 4 }, (_, index) => `full-${index}`);

/** A lane goes on meanwhile: what a killed server was running is known only when its lease has ended. */
const LANE_PATIENCE_MS = 3_000;

/**
 * @param weight bytes that each execution carries beside what it needs, so that a disk fills
 * @returns what was acknowledged, to be filled by `work` and read by `verify`
 */
export function createMemory(weight) {
  return {
    weight,
    /** By prompt and text: the version numbers that were answered. */
    versions: new Map(),
    /** By prompt and text: what was seen staged. */
    drafts: new Set(),
    /** One commit after the other, each the active version as soon as it is acknowledged. */
    commits: { last: Promise.resolve(), text: null },
    /** By operation: what was sent, and what was answered. */
    executions: new Map(),
    /** Answers that no good client should get. */
    odd: [],
    acknowledged: 0,
  };
}

/** Does the operations `first`…`last`, in several lanes at once. `attack` hears each operation's number. */
export async function work({ memory, call, seed, first, last, lanes, attack }) {
  const all = [];
  let next = first;
  const lane = async () => {
    while (next <= last) {
      const number = next;
      next += 1;
      await attack.begin(number);
      const done = operate({ memory, call, number, random: createRandom(seed * 1_000_003 + number) });
      all.push(done);
      await Promise.race([done, sleep(LANE_PATIENCE_MS).then(attack.over)]);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return Promise.all(all);
}

/** Every prompt has a version that can be executed. */
export async function prepare({ memory, call }) {
  await register(memory, call, Object.fromEntries(TRACKED.map((name) => [name, textOf(name, 0)])));
  for (const name of FULL) await put(memory, call, name, textOf(name, 0), true);
}

async function operate({ memory, call, number, random }) {
  const pick = (list) => list[Math.floor(random() * list.length)];
  const kind = random();
  if (kind < 0.35) {
    const count = 1 + Math.floor(random() * 3);
    const names = Array.from({ length: count }, () => pick(TRACKED));
    // Now and then back to an older text.
    const texts = names.map((name) => [
      name,
      textOf(name, random() < 0.3 ? Math.floor(random() * number) : number),
    ]);
    return register(memory, call, Object.fromEntries(texts));
  }
  if (kind < 0.4) return stage(memory, call, `draft-${number}`, textOf('a draft', number));
  if (kind < 0.45) {
    const { commits } = memory;
    commits.last = commits.last.then(() => commit(memory, call, textOf(COMMITTED, number)));
    return commits.last;
  }
  if (kind < 0.55) {
    const name = pick(FULL);
    const text = textOf(name, random() < 0.3 ? Math.floor(random() * number) : number);
    return put(memory, call, name, text, random() < 0.7);
  }
  if (kind < 0.95) {
    const mode = random() < 0.5 ? 'async' : 'sync';
    const name = pick([...TRACKED, ...FULL]);
    const hasKey = mode === 'async' || random() < 0.7;
    return execute(memory, call, { number, name, mode, hasKey, isTwice: hasKey && random() < 0.15 });
  }
  const queued = [...memory.executions.values()].filter(
    ({ mode, ids }) => mode === 'async' && ids.length > 0,
  );
  return queued.length === 0 ? undefined : follow(memory, call, pick(queued));
}

function textOf(name, number) {
  return `Text ${number} of ${name}: {{ id }}.`;
}

export function hash(text) {
  return createHash('sha256').update(text).digest('hex');
}

/** As a commit is called. */
function sha(text) {
  return createHash('sha1').update(text).digest('hex');
}

async function register(memory, call, texts) {
  const prompts = Object.entries(texts).map(([name, text]) => ({ name, template_source: text }));
  const { status, body } = await call('POST', '/v1/prompts/register-code', { prompts });
  if (status !== 200) return note(memory, 'register', status, body);
  for (const { name, version } of body.registered) acknowledge(memory, name, texts[name], version);
}

async function stage(memory, call, name, text) {
  const request = {
    prompts: [{ name, template_source: text }],
    source: 'staged',
    git: { branch: 'main', base: sha(text) },
  };
  const { status, body } = await call('POST', '/v1/prompts/register-code', request);
  if (status !== 200 || !body.registered[0].draft) return note(memory, 'stage', status, body);
  memory.acknowledged += 1;
  memory.drafts.add(JSON.stringify([name, hash(text)]));
}

async function commit(memory, call, text) {
  const git = { branch: 'main', commit: sha(text), committed_at: new Date().toISOString() };
  const request = { prompts: [{ name: COMMITTED, template_source: text }], source: 'commit', git };
  const { status, body } = await call('POST', '/v1/prompts/register-code', request);
  if (status !== 200) return note(memory, 'commit', status, body);
  acknowledge(memory, COMMITTED, text, body.registered[0].version);
  memory.commits.text = text;
}

async function put(memory, call, name, text, isActive) {
  const { status, body } = await call('PUT', `/v1/prompts/${name}`, {
    template_source: text,
    set_active: isActive,
  });
  if (status !== 200) return note(memory, 'put', status, body);
  acknowledge(memory, name, text, body.version.version_number);
}

function acknowledge(memory, name, text, version) {
  memory.acknowledged += 1;
  const key = JSON.stringify([name, hash(text)]);
  memory.versions.set(key, (memory.versions.get(key) ?? new Set()).add(version));
}

async function execute(memory, call, { number, name, mode, hasKey, isTwice }) {
  const id = `op-${number}`;
  const execution = { id, name, mode, key: hasKey ? `key-${number}` : null, ids: [], done: null };
  memory.executions.set(id, execution);
  await Promise.all([send(memory, call, execution), ...(isTwice ? [send(memory, call, execution)] : [])]);
}

/** Sends it, or sends it again. */
export async function send(memory, call, execution) {
  const { id, name, mode, key } = execution;
  const isTracked = TRACKED.includes(name);
  const variables = { id, ...(memory.weight > 0 ? { ballast: toBallast(id, memory.weight) } : {}) };
  const model = { provider: 'openai', model_name: 'gpt-4o-mini' };
  const path = isTracked
    ? `/v1/prompts/${name}/execute`
    : `/v1/executions/${mode === 'sync' ? 'run' : 'submit'}`;
  const body = isTracked ? { variables, mode } : { prompt_name: name, variables, model };
  const headers = key === null ? {} : { 'idempotency-key': key };
  const answer = await call('POST', path, body, { mayRepeat: key !== null, headers });
  const { execution_id: executionId, status: state, response_text: text } = answer.body ?? {};
  if (answer.status === 'unknown') return;
  if (executionId === undefined) return note(memory, `execute ${id}`, answer.status, answer.body);
  memory.acknowledged += 1;
  execution.ids.push(executionId);
  if (answer.status === 200 && mode === 'async') return;
  if (answer.status === 200 && state !== 'succeeded') note(memory, `execute ${id}`, state, answer.body);
  if (answer.status === 409) note(memory, `execute ${id}`, answer.status, answer.body);
  settle(memory, execution, answer.status === 200 ? { state, text } : { state: 'failed', text: null });
}

/** The same for the same operation, and nothing that could be compressed much. */
function toBallast(id, bytes) {
  return createHash('shake256', { outputLength: bytes / 2 })
    .update(id)
    .digest('hex');
}

/** Asks for one that was queued until it has ended, or for a while. */
async function follow(memory, call, execution) {
  for (const until = performance.now() + 5_000; performance.now() < until; await sleep(200)) {
    const { status, body } = await call('GET', `/v1/executions/${execution.ids[0]}`);
    if (status !== 200) return note(memory, `get ${execution.id}`, status, body);
    if (['queued', 'running'].includes(body.status)) continue;
    settle(memory, execution, { state: body.status, text: body.response_text ?? null });
    return;
  }
}

function settle(memory, execution, { state, text }) {
  const at = performance.now();
  const { done } = execution;
  if (done === null) execution.done = { state, text, at };
  else if (done.state !== state || done.text !== text) {
    memory.odd.push(`${execution.id} was answered ${done.state} "${done.text}", then ${state} "${text}"`);
  }
}

function note(memory, what, status, body) {
  memory.odd.push(`${what}: ${status} ${JSON.stringify(body)}`);
}
