import { LedgerError } from '@prompt-ledger/shared';
import type { RenderRequest, RenderResponse } from '@prompt-ledger/shared/contract/executions';
import type { Context } from '../context.ts';
import { getExecutable, getVersion, render } from './prepare.ts';
import type { ExecutableVersion } from './repository/executable.ts';
import { readVersion } from './request.ts';

/**
 * Renders a prompt as an execution would, and leaves it at that.
 *
 * @throws LedgerError not_found, conflict, missing_variables or render_failed
 */
export async function renderOnly(
  context: Context,
  projectId: string,
  name: string,
  request: RenderRequest,
): Promise<RenderResponse> {
  const version = await chooseVersion(context, projectId, name, request);
  const { text, isTruncated } = await render(context, name, version, request.variables ?? {});
  return {
    prompt_name: name,
    version_used: version.number,
    kind: version.kind,
    rendered_prompt: text,
    truncated: isTruncated,
  };
}

async function chooseVersion(
  context: Context,
  projectId: string,
  promptName: string,
  { template_source: template, kind = 'text', ...named }: RenderRequest,
): Promise<ExecutableVersion> {
  const version = readVersion(named);
  if (typeof template !== 'string') {
    return getVersion(await getExecutable(context, projectId, { promptName, version }), version);
  }
  if (version.kind === 'active') return { versionId: '', number: null, kind, template };
  const message = 'must not be given together with a version';
  throw new LedgerError('validation_failed', `The request is not valid: template_source ${message}.`, [
    { path: 'template_source', message },
  ]);
}
