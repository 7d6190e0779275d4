import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildImage } from '../scripts/build-image.mjs';
import { POSTGRES_MAJOR } from '../src/db/data-dir.ts';
import { openDatabase } from '../src/db/database.ts';
import { findImage } from '../src/db/image.ts';
import { migrateUp } from '../src/db/migrate.ts';

describe('the data directory', () => {
  let root: string;
  let dataDir: string;

  beforeEach(async () => {
    await buildImage();
    root = mkdtempSync(path.join(tmpdir(), 'ledger-data-'));
    dataDir = path.join(root, 'deep', 'data');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const open = () => openDatabase({ kind: 'embedded', dataDir }, { log: () => {} });
  /** Every file with its content: what must be the same after a refusal. */
  const snapshot = (directory: string): string[] =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name);
        return entry.isFile() ? `${file} ${readFileSync(file, 'base64')}` : file;
      })
      .toSorted();
  const expectRefusal = async (message: RegExp) => {
    const before = snapshot(dataDir);
    await expect(open()).rejects.toMatchObject({
      name: 'Failure',
      exitCode: 2,
      message: expect.stringMatching(message),
    });
    expect(snapshot(dataDir)).toEqual(before);
  };

  it('is made from the image, used by one at a time, and found again', async () => {
    expect(findImage()).not.toBeNull();
    const first = await open();
    await expect(open()).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringContaining(`${process.pid}`),
    });
    await migrateUp(first.db);
    await sql`insert into projects (name) values ('kept')`.execute(first.db);
    await first.close();
    expect(readdirSync(dataDir).toSorted()).toEqual(['ledger.json', 'pg']);
    expect(readFileSync(path.join(dataDir, 'pg', 'PG_VERSION'), 'utf8').trim()).toBe(POSTGRES_MAJOR);
    const second = await open();
    const { rows } = await sql`select name from projects order by name`.execute(second.db);
    expect(rows).toEqual([{ name: 'default' }, { name: 'kept' }]);
    await second.close();
  });

  it('is migrated from its first moment, with an id of the project that no other has', async () => {
    const ids = [];
    for (const _ of [1, 2]) {
      const database = await open();
      expect(await migrateUp(database.db)).toEqual([]);
      ids.push(...(await database.db.selectFrom('projects').select('project_id').execute()));
      await database.close();
      rmSync(dataDir, { recursive: true });
    }
    expect(new Set(ids.map((row) => row.project_id)).size).toBe(2);
  });

  it('is made without an image as well, only more slowly', async () => {
    expect(findImage(['./nowhere.tar.gz'])).toBeNull();
    const database = await openDatabase({ kind: 'embedded', dataDir }, { log: () => {}, image: null });
    await migrateUp(database.db);
    await database.close();
  });

  it('is made again when making it was broken off', async () => {
    mkdirSync(path.join(dataDir, 'pg'), { recursive: true });
    writeFileSync(path.join(dataDir, 'pg', 'half'), '');
    writeFileSync(path.join(dataDir, 'ledger.json'), '{"format":1,"state":"creating"}');
    const database = await open();
    await migrateUp(database.db);
    await database.close();
    expect(readdirSync(path.join(dataDir, 'pg'))).not.toContain('half');
  });

  it('that is damaged is said to be, and is not left locked', async () => {
    await (await open()).close();
    rmSync(path.join(dataDir, 'pg', 'base', '5'), { recursive: true });
    for (const _attempt of [1, 2]) {
      await expect(open()).rejects.toMatchObject({
        exitCode: 3,
        message: expect.stringMatching(/may be damaged/),
      });
    }
  });

  describe('is refused, untouched,', () => {
    beforeEach(() => mkdirSync(dataDir, { recursive: true }));
    const layout = (text: string) => writeFileSync(path.join(dataDir, 'ledger.json'), text);
    const cluster = (version: string) => {
      mkdirSync(path.join(dataDir, 'pg'));
      writeFileSync(path.join(dataDir, 'pg', 'PG_VERSION'), `${version}\n`);
    };

    it('when it is something else', async () => {
      writeFileSync(path.join(dataDir, 'photo.jpg'), 'x');
      await expectRefusal(/is not a Prompt Ledger data directory: it has "photo\.jpg" in it/);
    });

    it('when it is a Postgres cluster of its own', async () => {
      writeFileSync(path.join(dataDir, 'PG_VERSION'), '15');
      await expectRefusal(/not a Prompt Ledger data directory/);
    });

    it('when another Postgres made it', async () => {
      layout('{"format":1,"state":"ready"}');
      cluster('17');
      await expectRefusal(/was made by Postgres 17, .* embeds Postgres 18/);
    });

    it('when its format is newer', async () => {
      layout('{"format":2,"anything":true}');
      cluster(POSTGRES_MAJOR);
      await expectRefusal(/has the format 2, .* reads format 1/);
    });

    it.each(['', '[]', '{"format":1,"state":"odd"}', 'null'])(
      'when its layout file is damaged: %s',
      async (text) => {
        layout(text);
        await expectRefusal(/damaged or not Prompt Ledger's/);
      },
    );

    it('when it has lost its database', async () => {
      layout('{"format":1,"state":"ready"}');
      await expectRefusal(/lost its database/);
    });

    it('when it is a file', async () => {
      rmSync(dataDir, { recursive: true });
      writeFileSync(dataDir, 'x');
      await expect(open()).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining('not a directory'),
      });
      expect(readFileSync(dataDir, 'utf8')).toBe('x');
    });

    it.skipIf(process.getuid?.() === 0)('when it may not be written', async () => {
      chmodSync(dataDir, 0o500);
      await expect(open()).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringContaining('not yours'),
      });
    });
  });

  it('says that the embedded Postgres died, which would let everybody wait for ever, and loses nothing', async () => {
    const deaths: string[] = [];
    const onDeath = (failure: Error) => deaths.push(failure.message);
    const { db } = await openDatabase({ kind: 'embedded', dataDir }, { log: () => {}, onDeath });
    await sql`create table kept as select 1 as one`.execute(db);
    await sql`select pg_switch_wal()`.execute(db);
    // As on a full disk: there is no room for the next file of its log.
    const log = path.join(dataDir, 'pg', 'pg_wal');
    renameSync(log, `${log}-away`);
    await expect(sql`insert into kept values (2)`.execute(db)).rejects.toThrow();
    expect(deaths).toEqual([expect.stringContaining('The embedded Postgres ended')]);
    renameSync(`${log}-away`, log);
    const again = await open();
    expect((await sql`select one from kept`.execute(again.db)).rows).toEqual([{ one: 1 }]);
    await again.close();
  });
});
