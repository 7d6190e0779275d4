// undici types only its index, whose load costs five times that of the part used here; proxied.ts says what it is.
declare module 'undici/lib/dispatcher/env-http-proxy-agent.js' {
  const agent: unknown;
  export default agent;
}
