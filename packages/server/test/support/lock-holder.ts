/** A process that takes the lock of a directory, says so, and holds it until it is ended. */
import { acquireLock } from '../../src/db/lock.ts';

const [directory = ''] = process.argv.slice(2);
try {
  const lock = acquireLock(directory);
  process.on('SIGTERM', () => {
    lock.release();
    process.exit(0);
  });
  process.stdout.write('taken\n');
  setInterval(() => {}, 1000);
} catch (error) {
  process.stdout.write(`refused: ${String(error)}\n`);
}
