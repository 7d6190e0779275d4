import type { Format } from './formats.ts';
import { reportGithub } from './github.ts';
import { reportJson } from './json.ts';
import { reportJunit } from './junit.ts';
import { reportMarkdown } from './markdown.ts';
import type { Reporter } from './report.ts';
import { reportSarif } from './sarif.ts';
import { reportText } from './text.ts';

export const REPORTERS = {
  text: reportText,
  json: reportJson,
  markdown: reportMarkdown,
  github: reportGithub,
  junit: reportJunit,
  sarif: reportSarif,
} as const satisfies Record<Format, Reporter>;
