import type { PromptKind } from '@prompt-ledger/shared';
import type { HistoryVersion, VersionDetail } from '@prompt-ledger/shared/contract';
import type { StaticPrompt } from '../extract/types.ts';

/** One text of a prompt, wherever it was found: in the ledger, in the work tree, in a commit. */
export interface PromptText {
  readonly name: string;
  /** What stands behind the `@` of a reference to it. */
  readonly selector: string;
  /** Null for a text that the ledger does not have, or was not asked about. */
  readonly version: number | null;
  readonly checksum: string;
  readonly template: string;
  readonly kind: PromptKind;
  readonly variables: readonly TextVariable[];
  /** Where it stands in the source; null for one of the ledger. */
  readonly place: { readonly file: string; readonly line: number } | null;
  /** All that the ledger says of it, where it was asked for this one alone. */
  readonly detail?: VersionDetail;
}

export interface TextVariable {
  readonly name: string;
  readonly required: boolean;
  readonly type?: string | undefined;
}

export function fromVersion(name: string, version: HistoryVersion): PromptText {
  return {
    name,
    selector: String(version.version),
    version: version.version,
    checksum: version.template_hash,
    template: version.template_source,
    kind: version.kind ?? 'text',
    variables: version.variables ?? [],
    place: null,
  };
}

export function fromDetail(detail: VersionDetail): PromptText {
  const { prompt_name: name, version, checksum_hash: checksum, template_source: template } = detail;
  const { kind, variables } = detail;
  // A draft has no number; its digest names it.
  const selector = version === null ? `sha256:${checksum.slice(0, 12)}` : String(version);
  return { name, selector, version, checksum, template, kind, variables, place: null, detail };
}

/** @param selector `work`, or the commit as it was named */
export function fromSource(prompt: StaticPrompt, selector: string): PromptText {
  const { name, checksum, template, kind, variables, file, line } = prompt;
  return { name, selector, version: null, checksum, template, kind, variables, place: { file, line } };
}
