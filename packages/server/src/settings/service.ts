import type { Settings, SettingsChange } from '@prompt-ledger/shared/contract/settings';
import { record, type Actor } from '../audit/record.ts';
import type { Context } from '../context.ts';
import { findSettings, setSettings, type StoredSettings } from './repository.ts';

export async function getSettings(context: Context, projectId: string): Promise<Settings> {
  return format(await findSettings(context.db, projectId));
}

/** Changes what is given. It decides on what is registered from now on; nothing that is active changes by it. */
export async function changeSettings(
  context: Context,
  actor: Actor,
  change: SettingsChange,
): Promise<Settings> {
  const { default_branch: defaultBranch, protected_labels: labels } = change;
  const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
  if (Object.keys(given).length === 0) return getSettings(context, actor.projectId);
  return context.db.transaction().execute(async (db) => {
    const protectedLabels = labels && [...new Set(labels)].toSorted();
    await setSettings(db, actor.projectId, { defaultBranch, protectedLabels });
    const settings = await findSettings(db, actor.projectId);
    await record(db, actor, [{ action: 'settings.changed', object: settings.project, details: given }]);
    return format(settings);
  });
}

function format({ project, defaultBranch, protectedLabels }: StoredSettings): Settings {
  return { project, default_branch: defaultBranch, protected_labels: [...protectedLabels] };
}
