import { describe, expect, it } from 'vitest';
import { LostWorkError, type Sqlite } from '../../../shared/local/store/sqlite.ts';
import { localStore } from '../../support/local/local-store.ts';

const insert = (store: Sqlite, text: string) =>
  store.statement('INSERT INTO records (record) VALUES (?)').run(text);
const records = (store: Sqlite) =>
  store
    .statement('SELECT record FROM records ORDER BY number')
    .all()
    .map(({ record }) => record);
const large = 'x'.repeat(100_000);

/** A store whose file cannot grow by more than two pages. */
async function fullStore(): Promise<Sqlite> {
  const store = await localStore();
  const pages = Number(store.statement('PRAGMA page_count').get()?.page_count);
  store.run(`PRAGMA max_page_count = ${pages + 2}`);
  return store;
}

describe('a unit of work', () => {
  it('is committed at its end, and not before', async () => {
    const store = await localStore();
    const result = await store.unit(async () => {
      insert(store, 'one');
      await Promise.resolve();
      insert(store, 'other');
      // What is rolled back is all that was not committed.
      store.run('SAVEPOINT probe');
      return records(store);
    });
    expect(result).toEqual(['one', 'other']);
    expect(() => store.run('ROLLBACK')).toThrow('no transaction');
    expect(records(store)).toEqual(['one', 'other']);
  });

  it('stands in one transaction, which is there as long as it goes on', async () => {
    const store = await localStore();
    await expect(
      store.unit(async () => {
        insert(store, 'one');
        await Promise.resolve();
        insert(store, 'other');
        store.run('ROLLBACK');
      }),
    ).rejects.toThrow(LostWorkError);
    expect(records(store)).toEqual([]);
  });

  it('that fails leaves what it wrote, as without a unit, and says why', async () => {
    const store = await localStore();
    const failing = store.unit(async () => {
      insert(store, 'one');
      throw new TypeError('no such thing');
    });
    await expect(failing).rejects.toThrow(TypeError);
    expect(records(store)).toEqual(['one']);
  });

  it('that ends while another one goes on is committed with what that wrote until then', async () => {
    const store = await localStore();
    const gate = Promise.withResolvers<void>();
    const slow = store.unit(async () => {
      insert(store, 'slow');
      await gate.promise;
      insert(store, 'later');
    });
    await store.unit(async () => insert(store, 'quick'));
    expect(() => store.run('ROLLBACK')).toThrow('no transaction');
    gate.resolve();
    await slow;
    expect(records(store)).toEqual(['slow', 'quick', 'later']);
  });

  it('is lost with all others under way where the disk is full, and each says so', async () => {
    const store = await fullStore();
    const gate = Promise.withResolvers<void>();
    const one = store.unit(async () => {
      insert(store, 'small');
      await gate.promise;
    });
    const other = store.unit(async () => {
      insert(store, large);
    });
    await expect(other).rejects.toThrow(LostWorkError);
    gate.resolve();
    await expect(one).rejects.toThrow(LostWorkError);
    expect(records(store)).toEqual([]);
    await store.unit(async () => insert(store, 'small'));
    expect(records(store)).toEqual(['small']);
  });

  it('is lost though it did not notice: who wrote first, and writes again', async () => {
    const store = await fullStore();
    const unit = store.unit(async () => {
      insert(store, 'before');
      try {
        insert(store, large);
      } catch {
        // As one message of many that fails.
      }
      insert(store, 'after');
    });
    await expect(unit).rejects.toThrow(LostWorkError);
  });

  it('has statements done together, or none of them, and what else it wrote', async () => {
    const store = await localStore();
    await store.unit(async () => {
      insert(store, 'before');
      const together = () =>
        store.together(() => {
          insert(store, 'part');
          throw new RangeError('conflict');
        });
      expect(together).toThrow(RangeError);
      store.together(() => insert(store, 'whole'));
    });
    expect(records(store)).toEqual(['before', 'whole']);
  });
});
