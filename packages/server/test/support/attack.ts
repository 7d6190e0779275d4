import { Agent, request as send } from 'node:http';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc, { type Arbitrary } from 'fast-check';
import { fromSchema, hostileValue, HOSTILE_TEXTS, spoil, type Schema } from './schema-arbitrary.ts';

/** One request as it is sent; printed whole where its answer was wrong. */
export interface Shot {
  readonly method: string;
  /** As in the document. */
  readonly template: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Whose key it carries. */
  readonly sender: string;
}

export interface Sender {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What this one never asks for, such as the end of the others' keys. */
  readonly spares?: RegExp;
}

export interface Attack {
  readonly url: string;
  readonly document: Schema;
  readonly senders: readonly Sender[];
  /** Texts that mean something, by the name of a field. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  /** Bodies that are right, by the path in the document: a schema alone seldom makes one that gets far. */
  readonly examples: Readonly<Record<string, readonly object[]>>;
}

const TIMEOUT_MS = 30_000;

/** Requests for every operation of an OpenAPI document: right ones, spoiled ones, and nonsense. */
export function shots({ document, senders, known, examples }: Attack): Arbitrary<Shot> {
  const operations = Object.entries<Schema>(document.paths).flatMap(([template, methods]) =>
    Object.entries<Schema>(methods).map(([method, operation]) => ({ template, method, operation })),
  );
  return fc.oneof(
    ...operations.map(({ template, method, operation }) => {
      const able = senders.filter(({ spares }) => !spares?.test(`${method} ${template}`));
      const parameters = operation.parameters ?? [];
      const of = (place: string) => parameters.filter((each: Schema) => each.in === place);
      const body = operation.requestBody?.content?.['application/json']?.schema;
      return fc
        .record({
          sender: fc.constantFrom(...able),
          path: values(of('path'), known),
          query: values(of('query'), known),
          headers: values(of('header'), known),
          body: body === undefined ? fc.constant(null) : bodies(body, known, examples[template] ?? []),
        })
        .map(({ sender, path, query, headers, body }) => ({
          method: method.toUpperCase(),
          template,
          path: fill(template, path) + toQuery(query),
          headers: {
            ...toHeaders(headers),
            ...sender.headers,
            ...(body === null ? {} : { 'content-type': 'application/json' }),
          },
          body,
          sender: sender.name,
        }));
    }),
  );
}

/** @returns what is wrong with the answer to a shot, or null */
export function createJudge(
  { url, document }: Attack,
  secrets: readonly string[],
  trusted: ReadonlySet<string>,
) {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true });
  // The package is CommonJS; its types do not know how its default export comes.
  const { default: add } = addFormats as unknown as { default: (ajv: Ajv2020) => void };
  add(ajv);
  const validators = new Map<string, ValidateFunction>();
  const validatorOf = (template: string, method: string, status: number): ValidateFunction | null => {
    const { responses } = document.paths[template][method.toLowerCase()];
    const name = responses[String(status)] === undefined ? `${String(status)[0]}XX` : String(status);
    const schema = responses[name]?.content?.['application/json']?.schema;
    if (schema === undefined) return null;
    const id = `${method} ${template} ${name}`;
    const made = validators.get(id) ?? ajv.compile({ ...schema, components: document.components });
    validators.set(id, made);
    return made;
  };

  const judge = async (shot: Shot): Promise<string | null> => {
    const answer = await fire(url, shot, agent);
    if (typeof answer === 'string') return answer;
    const { status, headers, text } = answer;
    if (status >= 500 && !isHonest5xx(status, text)) return `status ${status}: ${text.slice(0, 300)}`;
    if (!trusted.has(shot.sender) && secrets.some((secret) => text.includes(secret))) {
      return `it tells what belongs to another project: ${text.slice(0, 300)}`;
    }
    if (headers['x-request-id'] === undefined && status !== 400) return 'it has no request id';
    if (String(headers['content-type']).startsWith('text/event-stream')) return null;
    if (!String(headers['content-type']).startsWith('application/json'))
      return `it is ${headers['content-type']}`;
    const validator = validatorOf(shot.template, shot.method, status);
    if (validator === null) return `the document knows no answer ${status}`;
    if (validator(JSON.parse(text))) return null;
    return `it does not match its schema: ${ajv.errorsText(validator.errors)}: ${text.slice(0, 300)}`;
  };
  return { judge, close: () => agent.destroy() };
}

/** A provider that failed or is not there is told as that; our own bug never is. */
function isHonest5xx(status: number, text: string): boolean {
  return [502, 504].includes(status) && /"code":"provider_(failed|timeout)"/.test(text);
}

type Answer = { status: number; headers: NodeJS.Dict<string | string[]>; text: string };

function fire(url: string, { method, path, headers, body }: Shot, agent: Agent): Promise<Answer | string> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(url);
    const outgoing = send(
      { hostname, port, method, path, headers, agent, timeout: TIMEOUT_MS },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', (error) => resolve(`the answer broke off: ${error.message}`));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`)));
    outgoing.on('error', (error) => resolve(error.message));
    outgoing.end(body ?? undefined);
  });
}

function values(parameters: readonly Schema[], known: Attack['known']): Arbitrary<Record<string, unknown>> {
  const entries = parameters.map(({ name, schema }) => [
    name,
    fc.oneof(
      { weight: 5, arbitrary: fromSchema(schema, known, name) },
      { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
    ),
  ]);
  const required = parameters.filter(({ in: place }) => place === 'path').map(({ name }) => name);
  return fc.record(Object.fromEntries(entries), { requiredKeys: required });
}

function bodies(schema: Schema, known: Attack['known'], examples: readonly object[]): Arbitrary<string> {
  const made = fromSchema(schema, known);
  const right: Arbitrary<unknown> =
    examples.length === 0 ? made : fc.oneof(made, fc.constantFrom(...examples));
  const spoiled = fc
    .tuple(right, fc.nat(10_000), hostileValue)
    .map(([value, at, hostile]) => spoil(value, at, hostile));
  return fc.oneof(
    { weight: 5, arbitrary: right.map(toJson) },
    { weight: 4, arbitrary: spoiled.map(toJson) },
    { weight: 1, arbitrary: fc.oneof(hostileValue.map(toJson), fc.string(), fc.constant('')) },
  );
}

/** As JSON.stringify, but half a surrogate pair stays one, escaped. */
function toJson(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function fill(template: string, path: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encode(String(path[name]) || ' '));
}

function toQuery(query: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${name}=${encode(String(value))}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** Node refuses longer heads by itself, before the server sees them. */
const MAX_ENCODED = 3000;

/** Percent-encoded, also what is no Unicode: half of a surrogate pair as the three bytes that old programs send. */
function encode(text: string): string {
  const units = text.isWellFormed() ? [text] : text.split('');
  return units
    .map((unit) => (unit.isWellFormed() ? encodeURIComponent(unit) : '%ED%A0%80'))
    .join('')
    .slice(0, MAX_ENCODED);
}

function toHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    // What Node refuses to send cannot be sent by this client.
    Object.entries(headers).map(([name, value]) => [
      name,
      String(value)
        .replaceAll(/[^\x20-\x7e]/g, '?')
        .slice(0, 8000),
    ]),
  );
}
