/** How a server faces the network. */
export interface HttpSettings {
  /** Names, beside those of loopback, that a request may call this server by; empty and beyond loopback: any. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may read answers; `*` is every one. None: no page of another origin. */
  readonly corsOrigins: readonly string[];
  /** Requests a minute for each key; 0 is no limit. */
  readonly rateLimit: number;
  /** Whether only this machine reaches it. */
  readonly isLoopback: boolean;
}

export const DEFAULT_HTTP_SETTINGS: Omit<HttpSettings, 'isLoopback'> = {
  allowedHosts: [],
  corsOrigins: [],
  rateLimit: 0,
};
