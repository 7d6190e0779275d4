import type { FastifyInstance } from 'fastify';
import { EXIT, Failure } from '../failure.ts';
import { formatUrl } from '../loopback.ts';

/** @returns the URL of the server @throws Failure where it cannot listen there */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    throw explain(error, host, port);
  }
  const address = app.server.address();
  return formatUrl(host, typeof address === 'object' && address !== null ? address.port : port);
}

function explain(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  switch (code) {
    case 'EADDRINUSE':
      return new Failure(
        EXIT.unreachable,
        `Port ${port} on ${host} is in use, perhaps by another server of yours. Stop that one, or choose another ` +
          'with --port.',
      );
    case 'EACCES':
      return new Failure(
        EXIT.unreachable,
        `You may not listen on port ${port}. Choose one above 1023 with --port.`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new Failure(
        EXIT.usage,
        `This machine has no address "${host}". Give one of its own with --host.`,
      );
    default:
      return error;
  }
}
