/**
 * The walls of the house: who may import whom, each with its reason. `pnpm run check` holds them.
 * Tests may cross every wall but the cycles: they put real parts together.
 */
const TESTS = '\\.test\\.ts$|^packages/[^/]+/test/';
const EXTRACT = '^packages/cli/src/extract/';
const IO =
  '^(fs|fs/promises|net|http|https|http2|tls|dns|child_process|worker_threads|os|timers|process|readline)$';

/** A rule in one line: files under `from` never import `to`, because `why`; `except` names the one front door. */
function wall(name, why, from, to, except) {
  return {
    name,
    severity: 'error',
    comment: why,
    from: { path: from, pathNot: [TESTS, ...(except ? [except] : [])] },
    to: { path: to },
  };
}

/** A dependency has one front door, so that replacing it, or seeing how it is used, takes one file. */
function frontDoor(dependency, within, door) {
  return wall(
    `front-door-${dependency.replace(/\W+/g, '-')}`,
    `${dependency} is imported only by ${door}: one place to replace it, and to see how it is used.`,
    within,
    `(^|/)node_modules/${dependency}(/|$)`,
    door,
  );
}

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Data flows one way. What two files need of each other belongs in a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that does not resolve breaks at run time.',
      from: {},
      to: { couldNotResolve: true },
    },
    wall(
      'shared-is-pure',
      'Both sides agree on shared, in any process: it reads nothing, writes nothing, waits for nothing.',
      '^packages/shared/src',
      IO,
    ),
    wall(
      'shared-knows-nobody',
      'shared is the sentence that CLI and server exchange; it cannot depend on either.',
      '^packages/shared/src',
      '^packages/(cli|server)/',
    ),
    wall(
      'cli-not-server',
      'The CLI is a small devDependency; the server is heavy. They meet in the contract, and `serve` hands over at run time.',
      '^packages/cli/src',
      '^packages/server/|(^|/)node_modules/(fastify|kysely|pg|zod|@electric-sql)(/|$)',
    ),
    wall(
      'server-not-cli',
      'The server serves any client; ours has no privileges.',
      '^packages/server/src',
      '^packages/cli/',
    ),
    wall(
      'pure-rooms',
      'extract, plan and report turn data into data; files, git and the network are handed to them.',
      '^packages/cli/src/(extract|plan|report)/',
      `${IO}|^packages/cli/src/(git|config|context)\\.ts$|^packages/cli/src/(git|ledger|commands)/`,
    ),
    wall(
      'parse-is-syntax',
      'What is written is seen before anybody asks where it leads or what it is worth.',
      `${EXTRACT}parse/`,
      `${EXTRACT}(?!parse/)`,
    ),
    wall(
      'modules-do-not-evaluate',
      'Where an import leads is told by the files alone, whatever the code does with it.',
      `${EXTRACT}modules/`,
      `${EXTRACT}(diagnostics|names|values|discover|evaluate|print|prompts)/`,
    ),
    wall(
      'discover-does-not-evaluate',
      'What may be a prompt is told by how it is written: most files end there, and must cost nothing more.',
      `${EXTRACT}discover/`,
      `${EXTRACT}(values|evaluate|print|prompts)/`,
    ),
    wall(
      'values-are-data',
      'What an expression may be worth is said without knowing who evaluates, prints or judges it.',
      `${EXTRACT}values/`,
      `${EXTRACT}(names|discover|evaluate|print|prompts)/`,
    ),
    wall(
      'evaluate-does-not-judge',
      'An expression is worth the same whether it is a prompt or not, and however it is printed.',
      `${EXTRACT}evaluate/`,
      `${EXTRACT}(discover|print|prompts)/`,
    ),
    wall(
      'print-sees-values-only',
      'A template is printed by what it says, not by how the code came to it: the same content is the same checksum.',
      `${EXTRACT}print/`,
      `${EXTRACT}(?!print/|values/)`,
    ),
    wall(
      'expressions-before-statements',
      'What runs is made of expressions, and the library of both; whoever needs to evaluate any node asks `run`.',
      `${EXTRACT}evaluate/(run|expressions)/`,
      `${EXTRACT}evaluate/(statements|library|[^/]+\\.ts)`,
    ),
    wall(
      'statements-before-library',
      'The language is known without the functions that JavaScript and packages bring.',
      `${EXTRACT}evaluate/statements/`,
      `${EXTRACT}evaluate/(library/|[^/]+\\.ts)`,
    ),
    wall(
      'sources-hand-over-text',
      'A source hands over text. What the text means is for extract.',
      '^packages/cli/src/sources/',
      '^packages/cli/src/(extract|plan|ledger|report|commands)/',
    ),
    wall(
      'commands-are-the-top',
      'A command gathers, decides, acts and reports with what lies below it; nothing below calls up.',
      '^packages/cli/src/(extract|plan|report|ledger|sources)/',
      '^packages/cli/src/commands/',
    ),
    wall(
      'services-see-no-http',
      'A rule is the same whoever asks; status codes and headers end at the route.',
      '^packages/server/src/(prompts|executions|labels|analytics|keys|projects|settings|audit)/(?!routes|repository)[^/]+\\.ts$',
      '^packages/server/src/http/|/routes\\.ts$|(^|/)node_modules/fastify',
    ),
    wall(
      'planning-is-pure',
      'What looks mean is decided in memory: the same ledger and the same looks are the same plan.',
      '^packages/server/src/prompts/plan/',
      `${IO}|/repository(\\.ts$|/)|^packages/server/src/(http|db/database)|(^|/)node_modules/(kysely|fastify)`,
    ),
    wall(
      'repositories-only-query',
      'A repository is SQL and nothing else: one statement a function, no rules, no transaction of its own.',
      '^packages/server/src/[^/]+/repository(\\.ts$|/)',
      '/(service|manage|register|put|read|startup|promote|remove|resolve|run|prepare|attempt|worker|routes)\\.ts$|^packages/server/src/http/|(^|/)node_modules/fastify',
    ),
    wall(
      'routes-use-services',
      'A route parses and authorises; it never reaches past its service to the rows.',
      '^packages/server/src/[^/]+/routes\\.ts$',
      '/repository(\\.ts$|/)|^packages/server/src/db/',
    ),
    frontDoor('commander', '^packages/cli/src', '^packages/cli/src/cli\\.ts$'),
    frontDoor('@babel/parser', '^packages/cli/src', '^packages/cli/src/extract/parse/parse\\.ts$'),
    frontDoor('undici', '^packages/cli/src', '^packages/cli/src/ledger/proxied\\.ts$'),
    frontDoor('@clack/prompts', '^packages/cli/src', '^packages/cli/src/terminal/ask\\.ts$'),
    frontDoor('chalk', '^packages/cli/src', '^packages/cli/src/report/style\\.ts$'),
    frontDoor('pg', '^packages/server/src', '^packages/server/src/db/database\\.ts$'),
    frontDoor('pino', '^packages/server/src', '^packages/server/src/log/log\\.ts$'),
    frontDoor('prom-client', '^packages/server/src', '^packages/server/src/operations/metrics\\.ts$'),
    frontDoor('@fastify/swagger', '^packages/server/src', '^packages/server/src/http/openapi\\.ts$'),
    frontDoor('minijinja-js', '^packages/server/src', '^packages/server/src/templates/engine\\.ts$'),
    frontDoor('undici', '^packages/server/src', '^packages/server/src/providers/fetch\\.ts$'),
    frontDoor('@ai-sdk/openai', '^packages/server/src', '^packages/server/src/providers/openai\\.ts$'),
    frontDoor('@ai-sdk/anthropic', '^packages/server/src', '^packages/server/src/providers/anthropic\\.ts$'),
    frontDoor(
      '@ai-sdk/provider',
      '^packages/server/src',
      '^packages/server/src/providers/language-model\\.ts$',
    ),
    wall(
      'providers-know-no-executions',
      'A provider answers a prompt; what is stored of it, and when to try again, is not its business.',
      '^packages/server/src/providers/',
      '^packages/server/src/(executions|prompts|keys|http|db)/',
    ),
    frontDoor('@electric-sql/pglite', '^packages/server/src', '^packages/server/src/db/cluster\\.ts$'),
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
