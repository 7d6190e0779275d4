import { findMissing, LedgerError, MAX_RENDERED_BYTES, type Problem } from '@prompt-ledger/shared';
import type { Context } from '../context.ts';
import { unknownPrompt } from '../prompts/existing.ts';
import { readTemplateVariables } from '../templates/variables.ts';
import {
  findExecutable,
  type Executable,
  type ExecutableVersion,
  type VersionChoice,
} from './repository/executable.ts';
import type { ExecutionRequest } from './request.ts';

/** @throws LedgerError not_found */
export async function getExecutable(
  context: Context,
  projectId: string,
  { promptName, version }: Pick<ExecutionRequest, 'promptName' | 'version'>,
): Promise<Executable> {
  const found = await findExecutable(context.db, projectId, promptName, version);
  if (found !== null) return found;
  throw unknownPrompt(promptName);
}

/** @throws LedgerError wrong_mode when the request expects the other one */
export function refuseOtherMode({ name, mode }: Executable, { expectedMode }: ExecutionRequest): void {
  if (expectedMode === null || expectedMode === mode) return;
  const advice =
    mode === 'full'
      ? 'A prompt in full mode is changed with PUT /v1/prompts/{name} and executed with POST /v1/executions/run'
      : 'A prompt in tracking mode is changed in code, and executed with POST /v1/prompts/{name}/execute as well';
  throw new LedgerError(
    'wrong_mode',
    `Prompt "${name}" is in ${mode} mode, and this request expects ${expectedMode} mode. ${advice}.`,
  );
}

/** @throws LedgerError not_found, or conflict when the choice means none or more than one */
export function getVersion({ name, versions }: Executable, choice: VersionChoice): ExecutableVersion {
  const [version, another] = versions;
  if (another !== undefined) {
    throw new LedgerError('conflict', `The digest means several versions of "${name}": give more of it.`);
  }
  if (version !== undefined) return version;
  switch (choice.kind) {
    case 'active':
      throw new LedgerError(
        'conflict',
        `Prompt "${name}" has no active version. Activate one (PUT with "set_active": true), or name a version.`,
      );
    case 'number':
      throw new LedgerError('not_found', `Prompt "${name}" has no version ${choice.number}.`);
    case 'digest':
      throw new LedgerError('not_found', `Prompt "${name}" has no version with the digest ${choice.prefix}.`);
    case 'label':
      throw new LedgerError(
        'not_found',
        `The label "${choice.label}" points at no version of "${name}". GET /v1/labels lists those there are.`,
      );
  }
}

/** @throws LedgerError missing_variables, listing all of them, or render_failed */
export async function render(
  context: Pick<Context, 'renderer'>,
  name: string,
  version: ExecutableVersion,
  variables: Readonly<Record<string, unknown>>,
): Promise<{ text: string; isTruncated: boolean }> {
  const { template, kind } = version;
  const values = JSON.stringify(variables);
  const result = await context.renderer.render({ template, kind, values, maxBytes: MAX_RENDERED_BYTES });
  if (result.kind === 'rendered') return result;
  const missing = result.isUndefined ? findMissing(readTemplateVariables(version), variables) : [];
  if (missing.length > 0) throw explainMissing(name, version, missing);
  throw new LedgerError(
    'render_failed',
    `The template of "${name}", ${describe(version)}, ${result.message}.`,
  );
}

function explainMissing(name: string, version: ExecutableVersion, missing: readonly string[]): LedgerError {
  const problems: Problem[] = missing.map((variable) => ({
    path: `variables.${variable}`,
    message: 'is missing',
  }));
  return new LedgerError(
    'missing_variables',
    `Missing variables for "${name}", ${describe(version)}: ${missing.slice(0, 100).join(', ')}. Give each a value.`,
    problems,
  );
}

function describe({ number }: ExecutableVersion): string {
  return number === null ? 'a draft' : `version ${number}`;
}
