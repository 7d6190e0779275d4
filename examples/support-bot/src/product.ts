/** What the bot supports. Prompts import it, so a change here is a change of every prompt that names it. */
export const PRODUCT = 'Acme Notes';

export enum Channel {
  Chat = 'chat',
  Email = 'email',
}
