import { sql, type Kysely } from 'kysely';
import type { Tables } from '../../db/tables.ts';

type Db = Kysely<Tables>;

export interface StoredModel {
  readonly modelId: string;
  readonly provider: string;
  readonly model: string;
}

export async function listModels(db: Db): Promise<StoredModel[]> {
  const rows = await db.selectFrom('models').select(['model_id', 'provider', 'model_name']).execute();
  return rows.map((row) => ({ modelId: row.model_id, provider: row.provider, model: row.model_name }));
}

/** Those that have other prices already. */
export async function setPrices(
  db: Db,
  models: readonly {
    readonly modelId: string;
    readonly input: number | null;
    readonly output: number | null;
  }[],
): Promise<void> {
  await sql`
    update models m set input_cost_per_1k = given.input, output_cost_per_1k = given.output
    from unnest(
      ${models.map(({ modelId }) => modelId)}::uuid[],
      ${models.map(({ input }) => input)}::numeric[],
      ${models.map(({ output }) => output)}::numeric[]
    ) as given (model_id, input, output)
    where m.model_id = given.model_id
      and (m.input_cost_per_1k, m.output_cost_per_1k) is distinct from (given.input, given.output)
  `.execute(db);
}
