import type { TillInput } from '../../../contracts/till/contract.ts';
import { sendTill } from '../../state/commands.ts';
import { type NoticeParams, raiseNotice } from '../../state/notices.ts';
import { readSaleEntry } from '../../input/entry.ts';
import type { WeightRequest } from './sale-dialog.ts';

type AddItem = TillInput<'sale.addItem'>;
type AddPlu = TillInput<'sale.addPlu'>;

/** What the sale screen does when an item turns out to be sold by weight. */
export type AskWeight = (request: WeightRequest) => void;

/** A whole code from a wedge scanner or typed by its digits. */
export async function scanCode(text: string): Promise<void> {
  await sendTill('sale.scan', { text, source: 'wedge' });
}

/** Adds an item that was picked on the screen. */
export async function addItem(input: AddItem, name: string, askWeight: AskWeight): Promise<void> {
  const reply = await sendTill('sale.addItem', input);
  if (reply?.ok === false && reply.error.code === 'needsWeight') {
    askWeight(weightRequest(reply.error.params, { itemId: input.itemId, plu: null, name }));
  }
}

/** Adds an item by the number a cashier typed. */
export async function addPlu(input: AddPlu, askWeight: AskWeight): Promise<void> {
  const reply = await sendTill('sale.addPlu', input);
  if (reply?.ok === false && reply.error.code === 'needsWeight') {
    askWeight(weightRequest(reply.error.params, { itemId: '', plu: input.plu, name: '' }));
  }
}

/** What the service says of an item that has to be weighed; `known` where it says nothing. */
export function weightRequest(
  params: NoticeParams,
  known: Omit<WeightRequest, 'priceMinor'>,
): WeightRequest {
  const { itemId, name, priceMinor } = params;
  return {
    itemId: typeof itemId === 'string' ? itemId : known.itemId,
    plu: known.plu,
    name: typeof name === 'string' ? name : known.name,
    priceMinor: typeof priceMinor === 'number' ? priceMinor : 0,
  };
}

/** Adds what was weighed. */
export async function addWeighed(request: WeightRequest, weightGrams: number): Promise<void> {
  const rest = { quantityThousandths: null, weightGrams };
  const { itemId, plu } = request;
  if (plu === null) await sendTill('sale.addItem', { itemId, ...rest });
  else await sendTill('sale.addPlu', { plu, ...rest });
}

/** Enter on the sale screen. False when nothing was typed. */
export function enterTyped(text: string, askWeight: AskWeight): boolean {
  const entry = readSaleEntry(text);
  switch (entry.kind) {
    case 'nothing':
      return false;
    case 'plu':
      void addPlu({ plu: entry.plu, quantityThousandths: null, weightGrams: null }, askWeight);
      return true;
    case 'code':
      void scanCode(entry.code);
      return true;
    case 'nonsense':
      raiseNotice('refused', 'error', 'badInput');
      return true;
  }
}
