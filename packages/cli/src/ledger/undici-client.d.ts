// undici types only its index, whose load costs five times that of the parts used here; client.ts says what they are.
declare module 'undici/lib/dispatcher/client.js' {
  const client: unknown;
  export default client;
}

declare module 'undici/lib/dispatcher/env-http-proxy-agent.js' {
  const agent: unknown;
  export default agent;
}
