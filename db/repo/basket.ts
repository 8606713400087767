import { invariant } from '../../core/assert.ts';
import type { BasketEvent } from '../../core/basket/types.ts';
import type { JournalPayloads } from '../../core/journal/events/all.ts';
import type { OpenBasket, ReadTx, SuspendedBasket, WriteTx } from '../../till/ports/store.ts';
import type { ReadDb, WriteDb } from '../open.ts';

interface SuspendedRow {
  readonly basket_id: string;
  readonly label: string;
  readonly suspended_at_ms: number;
  readonly operator_id: string;
  readonly payload: string;
}

/**
 * The open basket as it was last read, so that a scan reads the event it added and not the hundreds
 * before it. Events are only ever added to a basket: what was read stays right until the basket is
 * dropped, or a write is taken back. Who takes a write back puts `last` back as well.
 */
export interface OpenBasketMemory {
  last: OpenBasket | null;
}

/**
 * The open basket and the parked ones. As long as `memory` is kept, an event that was read before is
 * the same object again.
 */
export function prepareBasketReads(
  db: ReadDb,
  memory: OpenBasketMemory,
): Pick<ReadTx, 'openBasket' | 'suspendedBaskets'> {
  const open = db.prepare<[], string>('SELECT basket_id FROM open_basket').pluck();
  const events = db
    .prepare<[string, number], string>(
      'SELECT event FROM basket_event WHERE basket_id = ? AND position >= ? ORDER BY position',
    )
    .pluck();
  const suspended = db.prepare<[], SuspendedRow>(`
    SELECT s.basket_id, s.label, s.suspended_at_ms, s.operator_id, j.payload
    FROM suspended_basket s JOIN journal j ON j.seq = s.seq ORDER BY s.seq`);
  return {
    openBasket: () => {
      const basketId = open.get();
      if (basketId === undefined) return null;
      const known = memory.last?.basketId === basketId ? memory.last.events : [];
      const added = events.all(basketId, known.length).map(eventOf);
      if (memory.last?.basketId !== basketId || added.length > 0) {
        memory.last = { basketId, events: [...known, ...added] };
      }
      return memory.last;
    },
    suspendedBaskets: () => suspended.all().map(suspendedOf),
  };
}

/** Keeps the open basket's events so that a crash gives the basket back. */
export function prepareBasketWrites(
  db: WriteDb,
  memory: OpenBasketMemory,
): Pick<WriteTx, 'addBasketEvents' | 'dropBasket'> {
  const current = db.prepare<[], string>('SELECT basket_id FROM open_basket').pluck();
  const open = db.prepare<[string]>('INSERT INTO open_basket (slot, basket_id) VALUES (1, ?)');
  const next = db
    .prepare<[string], number>(
      'SELECT coalesce(max(position), -1) + 1 FROM basket_event WHERE basket_id = ?',
    )
    .pluck();
  const add = db.prepare<[string, number, string]>(
    'INSERT INTO basket_event (basket_id, position, event) VALUES (?, ?, ?)',
  );
  const drop = db.prepare<[string]>('DELETE FROM open_basket WHERE basket_id = ?');
  return {
    addBasketEvents: (basketId, events) => {
      const openId = current.get();
      invariant(openId === undefined || openId === basketId, `basket ${openId} is open already`);
      if (openId === undefined) open.run(basketId);
      let position = next.get(basketId) ?? 0;
      for (const event of events) {
        add.run(basketId, position, JSON.stringify(event));
        position += 1;
      }
    },
    dropBasket: (basketId) => {
      // Parked and taken up again it has the same id, and perhaps other events.
      memory.last = null;
      // Its events go with it: ON DELETE CASCADE.
      invariant(drop.run(basketId).changes === 1, `basket ${basketId} is not the open one`);
    },
  };
}

function eventOf(text: string): BasketEvent {
  // Written by `addBasketEvents` alone, from a value of this type.
  return JSON.parse(text) as BasketEvent;
}

function suspendedOf(row: SuspendedRow): SuspendedBasket {
  const { events } = JSON.parse(row.payload) as JournalPayloads['basket.suspended'];
  return {
    basketId: row.basket_id,
    label: row.label,
    suspendedAtMs: row.suspended_at_ms,
    operatorId: row.operator_id,
    events,
  };
}
