/** The proxies that an environment names; '' where it names none. */
export interface Proxies {
  readonly httpProxy: string;
  readonly httpsProxy: string;
  readonly noProxy: string;
}

/**
 * Reads the usual variables, lower case first, as curl does.
 *
 * @returns null where a request to `url` certainly goes without a proxy, so that none need be loaded. Loopback is
 * never proxied: a server of this machine is not reachable from a proxy.
 */
export function chooseProxies(url: URL, env: Readonly<Record<string, string | undefined>>): Proxies | null {
  const read = (name: string) => env[name.toLowerCase()] || env[name] || '';
  const proxies = {
    httpProxy: read('HTTP_PROXY'),
    httpsProxy: read('HTTPS_PROXY'),
    noProxy: read('NO_PROXY'),
  };
  const applies = url.protocol === 'https:' ? proxies.httpsProxy : proxies.httpProxy;
  return applies === '' || isLoopback(url.hostname) ? null : proxies;
}

/** Whether a URL's host is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
