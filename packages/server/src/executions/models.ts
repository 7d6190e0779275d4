import type { Context } from '../context.ts';
import { listModels, setPrices } from './repository/models.ts';

/** The table of models shows the prices that this server counts with, also when they changed since a model was first asked. */
export async function refreshPrices({ db, providers }: Pick<Context, 'db' | 'providers'>): Promise<void> {
  const models = await listModels(db);
  if (models.length === 0) return;
  await setPrices(
    db,
    models.map((each) => {
      const { input = null, output = null } = providers.priceOf(each) ?? {};
      return { modelId: each.modelId, input, output };
    }),
  );
}
