import type { TakeBackIntended } from '../../core/journal/events.ts';
import type { ReadTx, StoredTakeBack } from '../../till/store.ts';
import type { ReadDb } from '../open.ts';

type TakeBackReads = 'takeBack' | 'openTakeBack' | 'takeBackOfSale';

interface Row {
  readonly state: StoredTakeBack['state'];
  readonly payload: string;
}

const SELECT = 'SELECT t.state, j.payload FROM take_back t JOIN journal j ON j.seq = t.seq';

/** Sales that are taken back, as their journal entries hold them. */
export function prepareTakeBackReads(db: ReadDb): Pick<ReadTx, TakeBackReads> {
  const one = db.prepare<[string], Row>(`${SELECT} WHERE t.take_back_id = ?`);
  const open = db.prepare<[], Row>(`${SELECT} WHERE t.state = 'open'`);
  const ofSale = db.prepare<[string], Row>(
    `${SELECT} WHERE t.sale_id = ? AND t.state IN ('open', 'done')`,
  );
  return {
    takeBack: (takeBackId) => takeBackOf(one.get(takeBackId)),
    openTakeBack: () => takeBackOf(open.get()),
    takeBackOfSale: (saleId) => takeBackOf(ofSale.get(saleId)),
  };
}

function takeBackOf(row: Row | undefined): StoredTakeBack | null {
  if (row === undefined) return null;
  // The entry's type is `takeBack.intended`: only its projection makes rows of `take_back`.
  return { ...(JSON.parse(row.payload) as TakeBackIntended), state: row.state };
}
