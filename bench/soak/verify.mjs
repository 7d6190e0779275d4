/** Looks, when all is over, whether the ledger has what it acknowledged, once, and nothing waits any more. */
import { setTimeout as sleep } from 'node:timers/promises';
import { COMMITTED, FULL, hash, send, TRACKED } from './work.mjs';

/** A synchronous execution of a server that was killed ends with its lease: the longest call and half a minute. */
const SETTLE_MS = 200_000;

/** @returns what is wrong, by kind: lists of sentences, all of which must be empty */
export async function verify({ memory, call, stub }) {
  const problems = { lost: [], doubled: [], stuck: [], wrong: [], asked: [] };
  const settled = await settle(call);
  const rows = await readExecutions(call);
  for (const row of rows) if (isOpen(row)) problems.stuck.push(`${row.variables.id} is ${row.status}`);
  compareExecutions(problems, memory, rows, stub);
  const histories = await readHistories(call);
  compareVersions(problems, memory, histories);
  await compareDrafts(problems, memory, call);
  await compareTotals(problems, call, rows, histories);
  await repeat(problems, memory, call, stub);
  return { problems, rows, settledMs: settled };
}

/** What must survive an orderly end and a new start. */
export async function readSummary(call) {
  const { body: analytics } = await call('GET', '/v1/analytics/prompts?mode=all');
  const { body: list } = await call('GET', '/v1/executions?limit=1');
  const histories = await readHistories(call);
  const versions = [...histories].map(([name, history]) => [name, history.current, history.versions.length]);
  return JSON.stringify([analytics, list.total, versions]);
}

async function settle(call) {
  const started = performance.now();
  for (; performance.now() - started < SETTLE_MS; await sleep(500)) {
    let open = 0;
    for (const status of ['queued', 'running']) {
      open += (await call('GET', `/v1/executions?status=${status}&limit=1`)).body.total;
    }
    if (open === 0) break;
  }
  return performance.now() - started;
}

function isOpen({ status }) {
  return status === 'queued' || status === 'running';
}

async function readExecutions(call) {
  const ids = [];
  for (let total = Infinity; ids.length < total;) {
    const { body } = await call('GET', `/v1/executions?limit=200&offset=${ids.length}`);
    total = body.total;
    if (body.executions.length === 0) break;
    ids.push(...body.executions.map(({ execution_id: id }) => id));
  }
  const rows = [];
  const left = [...new Set(ids)];
  const lane = async () => {
    while (left.length > 0) rows.push((await call('GET', `/v1/executions/${left.pop()}`)).body);
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  return rows;
}

function compareExecutions({ lost, doubled, wrong, asked }, memory, rows, stub) {
  const byId = new Map(rows.map((row) => [row.execution_id, row]));
  const byOp = Map.groupBy
    ? Map.groupBy(rows, (row) => row.variables.id)
    : rows.reduce(
        (map, row) => map.set(row.variables.id, [...(map.get(row.variables.id) ?? []), row]),
        new Map(),
      );
  for (const [op, { ids, done }] of memory.executions) {
    const own = byOp.get(op) ?? [];
    if (own.length > 1) doubled.push(`${op} has ${own.length} executions`);
    if (new Set(ids).size > 1) doubled.push(`${op} was answered ${[...new Set(ids)].join(', ')}`);
    for (const id of new Set(ids)) if (!byId.has(id)) lost.push(`${op} was answered ${id}`);
    if (done !== null && own[0] !== undefined) {
      const [{ status, response_text: text = null }] = own;
      if (status !== done.state || text !== (done.text ?? null)) {
        lost.push(`${op} was answered ${done.state} "${done.text}" and is ${status} "${text}"`);
      }
    }
    const times = stub.asked.get(op) ?? [];
    if (done !== null && times.some((time) => time > done.at))
      asked.push(`${op} was asked for after it was done`);
    if (times.length > (own[0]?.attempts ?? Infinity)) {
      asked.push(`${op} has ${own[0].attempts} attempts and was asked for ${times.length} times`);
    }
  }
  for (const op of byOp.keys()) if (!memory.executions.has(op)) wrong.push(`${op} was never sent`);
}

async function readHistories(call) {
  const histories = new Map();
  for (const name of [...TRACKED, ...FULL, COMMITTED]) {
    const versions = [];
    let cursor = null;
    let current = null;
    do {
      const page = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const { status, body } = await call('GET', `/v1/prompts/${name}/history?limit=200${page}`);
      // Nothing was committed in a short run.
      if (status === 404) break;
      versions.push(...body.versions);
      current = body.current_version;
      cursor = body.next_cursor ?? null;
    } while (cursor !== null);
    histories.set(name, { versions, current });
  }
  return histories;
}

function compareVersions({ lost, doubled, wrong }, memory, histories) {
  for (const [name, { versions, current }] of histories) {
    if (versions.length === 0) continue;
    const numbers = versions.map(({ version }) => version).toSorted((a, b) => a - b);
    if (!numbers.every((number, index) => number === index + 1)) {
      wrong.push(`${name} has the numbers ${numbers.join(' ')}`);
    }
    if (new Set(versions.map(({ template_hash: hash }) => hash)).size < versions.length) {
      doubled.push(`${name} has a text twice`);
    }
    const active = versions.filter(({ status }) => status === 'active');
    if (active.length !== 1 || active[0].version !== current) {
      wrong.push(`${name} has ${active.length} active versions, and ${current} is its current one`);
    }
  }
  for (const [key, numbers] of memory.versions) {
    const [name, hash] = JSON.parse(key);
    if (numbers.size > 1)
      doubled.push(`a text of ${name} was answered the versions ${[...numbers].join(', ')}`);
    for (const number of numbers) {
      const held = histories.get(name).versions.find(({ version }) => version === number);
      if (held?.template_hash !== hash) lost.push(`${name}@${number} was acknowledged`);
    }
  }
}

async function compareDrafts({ lost, wrong }, { drafts, commits }, call) {
  const { body } = await call('GET', '/v1/drafts');
  const held = new Set(body.drafts.map(({ name, template_hash: of }) => JSON.stringify([name, of])));
  for (const draft of drafts) if (!held.has(draft)) lost.push(`the draft ${draft} was acknowledged`);
  if (commits.text === null) return;
  const { body: prompt } = await call('GET', `/v1/prompts/${COMMITTED}`);
  if (prompt.active_version?.checksum_hash !== hash(commits.text)) {
    wrong.push(
      `"${commits.text}" was committed last, and "${prompt.active_version?.template_source}" is active`,
    );
  }
}

/** Totals are kept apart from what they count. */
async function compareTotals({ wrong }, call, rows, histories) {
  const { body } = await call('GET', '/v1/analytics/prompts?mode=all');
  const expected = (mode) => rows.filter((row) => row.prompt_mode === mode).length;
  for (const [what, told, counted] of [
    ['in all', body.summary.total_executions, rows.length],
    ['of full mode', body.by_mode.full.execution_count, expected('full')],
    ['of tracking mode', body.by_mode.tracking.execution_count, expected('tracking')],
  ]) {
    if (told !== counted) wrong.push(`analytics tell ${told} executions ${what}, and there are ${counted}`);
  }
  for (const [name, { versions }] of histories) {
    for (const {
      version,
      execution_count: told,
      succeeded_count: succeeded,
      failed_count: failed,
    } of versions) {
      const own = rows.filter((row) => row.prompt_name === name && row.version_used === version);
      const of = (status) => own.filter((row) => row.status === status).length;
      const counted = `${own.length}, ${of('succeeded')} succeeded, ${of('failed')} failed`;
      const said = `${told}, ${succeeded} succeeded, ${failed} failed`;
      if (said !== counted) wrong.push(`${name}@${version} tells ${said}, and has ${counted}`);
    }
  }
}

/** The same keys once more: the same answers, and nobody is asked. */
async function repeat({ doubled, asked }, memory, call, stub) {
  const before = new Map([...stub.asked].map(([op, times]) => [op, times.length]));
  const keyed = [...memory.executions.values()].filter(({ key, ids }) => key !== null && ids.length > 0);
  const lane = async () => {
    for (let each = keyed.pop(); each !== undefined; each = keyed.pop()) {
      await send(memory, call, each);
      if (new Set(each.ids).size > 1) doubled.push(`${each.id}, sent again, was answered another execution`);
    }
  };
  await Promise.all([lane(), lane(), lane(), lane()]);
  for (const [op, times] of stub.asked) {
    if (times.length > (before.get(op) ?? 0)) asked.push(`${op} was asked for when its key came again`);
  }
}
