/**
 * The systems that are soaked, and what happens to each. A scenario sets its services up and answers `{ urls, services,
 * fault, end }`: `fault(random)` does one bad thing and is over when the system may work again.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statfsSync, unlinkSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createCluster, findFreePort, startProxy } from '../support.mjs';
import { startService } from './service.mjs';

const CLOCK = fileURLToPath(new URL('clock.cjs', import.meta.url));

/** So that the log of a Postgres needs a new file now and then, also while there is no room for one. */
const WEIGHT = 60_000;

export const SCENARIOS = {
  embedded: async (soak) => {
    const server = await embedded(soak, path.join(soak.folder, 'data'));
    return { ...server, fault: killing(server.services) };
  },

  postgres: async (soak) => {
    const cluster = await startCluster(soak);
    const system = await servers(soak, cluster.url);
    return { ...system, fault: killing(system.services), end: () => cluster.stop('fast') };
  },

  restart: async (soak) => {
    const cluster = await startCluster(soak);
    const system = await servers(soak, cluster.url);
    const fault = async (random) => {
      await cluster.stop('immediate');
      await sleep(random() * 3_000);
      await cluster.start();
      return 1;
    };
    return { ...system, fault, end: () => cluster.stop('fast') };
  },

  'disk-embedded': async (soak) => {
    const disk = mount(soak, 240);
    const system = await embedded({ ...soak, mayEnd: hasDied }, path.join(disk.folder, 'data'));
    const fault = (random) => disk.fill(random);
    return { ...system, fault, weight: WEIGHT, end: disk.unmount };
  },

  'disk-postgres': async (soak) => {
    const disk = mount(soak, 320);
    const cluster = await startCluster(soak, disk.folder, '-c max_wal_size=48MB -c min_wal_size=32MB');
    const system = await servers(soak, cluster.url);
    const fault = async (random) => {
      await disk.fill(random);
      // A Postgres that cannot recover for want of space gives up; its operator starts it again.
      await cluster.start().catch(() => {});
      return 1;
    };
    const end = async () => {
      await cluster.stop('fast');
      disk.unmount();
    };
    return { ...system, fault, weight: WEIGHT, end };
  },

  'clock-server': async (soak) => {
    const cluster = await startCluster(soak);
    const system = await servers(soak, cluster.url, { server: jumping(soak) });
    return { ...system, fault: killing(system.services), end: () => cluster.stop('fast') };
  },

  'clock-worker': async (soak) => {
    const cluster = await startCluster(soak);
    const system = await servers(soak, cluster.url, { worker: jumping(soak) });
    return { ...system, fault: killing(system.services), end: () => cluster.stop('fast') };
  },

  'cut-client': async (soak) => {
    const cluster = await startCluster(soak);
    const system = await servers(soak, cluster.url);
    const proxies = await Promise.all(system.urls.map((url) => startProxy(url, cutting(soak, 20_000))));
    const end = async () => {
      await cluster.stop('fast');
      await Promise.all(proxies.map((proxy) => proxy.stop()));
    };
    const urls = proxies.map(({ url }) => url.replace(/\/$/, ''));
    return { ...system, soaked: urls, fault: resetting(proxies), end };
  },

  'cut-postgres': async (soak) => {
    const cluster = await startCluster(soak);
    const proxy = await startProxy(cluster.url, cutting(soak, 400_000));
    const system = await servers(soak, proxy.url);
    const end = async () => {
      await cluster.stop('fast');
      await proxy.stop();
    };
    return { ...system, fault: resetting([proxy]), end };
  },
};

/** A Postgres panics when there is no room for its log, and the embedded one takes its process with it. */
function hasDied(line) {
  return line.includes('The embedded Postgres ended');
}

async function embedded(soak, dataDir) {
  const port = await findFreePort();
  const server = serve(soak, 'server', ['--port', String(port), '--data-dir', dataDir]);
  return { urls: [`http://127.0.0.1:${port}`], services: [server], location: ['--data-dir', dataDir] };
}

/** Two servers without and two workers, on one Postgres. */
async function servers(soak, databaseUrl, env = {}) {
  const location = ['--database-url', databaseUrl];
  const ports = [await findFreePort(), await findFreePort()];
  const services = [
    ...ports.map((port, index) =>
      serve(
        soak,
        `server-${index}`,
        ['--port', String(port), '--no-worker', ...location],
        env.server?.(index),
      ),
    ),
    ...[0, 1].map((index) =>
      startService({
        ...soak,
        name: `worker-${index}`,
        args: ['worker', ...location],
        env: { ...soak.env, ...env.worker?.(index) },
      }),
    ),
  ];
  return { urls: ports.map((port) => `http://127.0.0.1:${port}`), services, location };
}

function serve(soak, name, args, env = {}) {
  return startService({ ...soak, name, args: ['serve', ...args], env: { ...soak.env, ...env } });
}

function killing(services) {
  return async (random) => {
    const victim = services[Math.floor(random() * services.length)];
    victim.kill();
    let kills = 1;
    // Some die again while they start.
    if (random() < 0.25) {
      await sleep(200 + random() * 1_500);
      victim.kill();
      kills += 1;
    }
    await victim.ready();
    return kills;
  };
}

function resetting(proxies) {
  return async () => {
    for (const proxy of proxies) proxy.reset();
    return 1;
  };
}

/** Half of the connections are cut after so many bytes, wherever that is. */
function cutting({ random, count }, most) {
  return () => {
    if (random() < 0.5) return Infinity;
    count();
    return 1 + Math.floor(random() * most);
  };
}

function jumping({ seed }) {
  return (index) => ({ NODE_OPTIONS: `--require=${CLOCK}`, SOAK_CLOCK_SEED: String(seed * 10 + index) });
}

async function startCluster({ folder }, place = folder, settings = '') {
  const directory = path.join(place, 'postgres');
  mkdirSync(directory);
  const cluster = await createCluster(directory, settings);
  if (cluster === null) return skip('there are no binaries of Postgres (initdb)');
  await cluster.start();
  return cluster;
}

function mount({ folder }, megabytes) {
  if (process.getuid?.() !== 0) return skip('only root may mount a small tmpfs');
  const place = path.join(folder, 'disk');
  mkdirSync(place);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'tmpfs', place]);
  const unmount = () => execFileSync('umount', ['--lazy', place]);
  return { folder: place, fill: (random) => fill(place, random), unmount };
}

/** Leaves next to nothing, for as long as it takes to notice, and frees it again. */
async function fill(place, random) {
  const file = path.join(place, 'filler');
  const piece = Buffer.alloc(1 << 16);
  const handle = openSync(file, 'w');
  try {
    for (
      const until = performance.now() + 1_000 + random() * 2_000;
      performance.now() < until;
      await sleep(5)
    ) {
      try {
        // Also what others free meanwhile.
        while (statfsSync(place).bavail > 0) writeSync(handle, piece);
      } catch (error) {
        if (error.code !== 'ENOSPC') throw error;
      }
    }
  } finally {
    closeSync(handle);
    unlinkSync(file);
  }
  return 1;
}

/** Says why a scenario cannot run here. */
export class Skipped extends Error {}

function skip(reason) {
  throw new Skipped(reason);
}
