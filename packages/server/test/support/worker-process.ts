/** A worker as a process of its own, with settings that a test can wait for: `url settings providers`, as JSON. */
import { startWorkerProcess } from '../../src/worker-process.ts';

const [url = '', settings = '{}', providers = '{}'] = process.argv.slice(2);
const worker = await startWorkerProcess(
  { database: { kind: 'url', url }, concurrency: 4, providers: JSON.parse(providers) },
  { worker: JSON.parse(settings) },
);
// It ends by itself once it is stopped: nothing is left to wait for.
process.once('SIGTERM', worker.stop);
process.stdout.write('ready\n');
