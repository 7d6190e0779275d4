/** What CLI and server agree on. Pure, and light: the CLI loads all of it at every start. */
export { CHECKSUM_PATTERN, checksum } from './checksum.ts';
export {
  credentialsOrigin,
  credentialsPath,
  DEFAULT_HOST,
  DEFAULT_PORT,
  DEFAULT_URL,
  defaultDataDir,
  formatCredentials,
  parseCredentials,
  type Credentials,
  type Machine,
} from './credentials.ts';
export { ERROR_STATUS, LedgerError, type ErrorBody, type ErrorCode, type Problem } from './errors.ts';
export { ACTIVE_LABEL, BRANCH_LABEL, findLabelProblem } from './label.ts';
export {
  MAX_BATCH_PROMPTS,
  MAX_BODY_BYTES,
  MAX_BODY_VALUES,
  MAX_RENDERED_BYTES,
  MAX_RESPONSE_BYTES,
  MAX_TEMPLATE_LENGTH,
  MAX_VALUE_DEPTH,
} from './limits.ts';
export { findMissing } from './missing.ts';
export { findNameProblem, NAME_MAX_LENGTH } from './name.ts';
export { DEFAULT_PROJECT, findProjectNameProblem, PROJECT_HEADER } from './project.ts';
export {
  formatReference,
  formatSelector,
  parseReference,
  parseSelector,
  type Reference,
  type Selector,
} from './reference.ts';
export {
  formatMessages,
  isMessage,
  parseMessages,
  type Message,
  type PromptKind,
  type Variable,
} from './template.ts';
export { cutText, findTextProblem, toStorableText } from './text.ts';
export { findValueProblem } from './values.ts';
export { formatPath, parsePath, type Step } from './variable-path.ts';
