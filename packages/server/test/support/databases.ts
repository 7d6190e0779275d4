import { hasPostgres } from './postgres.ts';

type Kind = 'embedded' | 'postgres';

const found: readonly Kind[] = (await hasPostgres()) ? ['embedded', 'postgres'] : ['embedded'];
const wanted = process.env['TEST_DATABASES']?.split(',') ?? found;
const chosen = found.filter((kind) => wanted.includes(kind));
if (chosen.length === 0) throw new Error(`TEST_DATABASES names none of ${found.join(', ')}.`);

/** What the shared suites run on: the embedded database, and a real Postgres where one can be had. */
export const databases = chosen;
