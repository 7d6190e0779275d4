import { neutralise } from './text.ts';

const MOST_NAMES = 5;

/** The first few names, and how many more there are. */
export function formatNames(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(neutralise).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

interface Late {
  readonly prompts: readonly string[];
  readonly refused: readonly {
    readonly prompts: readonly string[];
    readonly reason: { readonly message: string };
  }[];
}

/** One line about what was delivered late; nothing where nothing had waited. */
export function formatLate({ prompts, refused }: Late): string[] {
  return [
    ...(prompts.length > 0 ? [`ledger: delivered late: ${formatNames(prompts)}`] : []),
    ...refused.map(
      (one) =>
        `ledger: set aside, as the server refuses it: ${formatNames(one.prompts)}. ${neutralise(one.reason.message)}`,
    ),
  ];
}

/** What there was no room for, while no server took it; nothing where there was room. */
export function formatDropped(dropped: number): string[] {
  if (dropped === 0) return [];
  const what = dropped === 1 ? 'registration of hooks was' : `${dropped} registrations of hooks were`;
  return [
    `There was no room for all that waited for a server, so the oldest ${what} dropped: ` +
      '`ledger import --from-git` brings what commits had.',
  ];
}
