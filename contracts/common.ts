import { z } from 'zod';

/** Minor units; may be negative. */
export const amount = z.number().int();
/** Minor units as somebody types them. */
export const amountMinor = amount.min(0).max(999_999_999_99);
export const id = z.string().min(1).max(64);
export const role = z.enum(['cashier', 'supervisor', 'manager']);
/** Sold by the piece or by weight. */
export const unit = z.enum(['each', 'kg']);
/** What a text is filled in with. */
export const textParams = z.record(z.string(), z.union([z.string(), z.number()]));
export const pin = z.string().regex(/^\d{4,8}$/);
/** Somebody else's agreement, typed over the same screen; null where nobody was asked yet. */
export const approval = z.strictObject({ operatorId: id, pin }).nullable().default(null);
export type Approval = z.input<typeof approval>;

export const nothing = z.strictObject({});
/** Most commands answer with nothing: the new state arrives as a snapshot. */
export const done = z.strictObject({});
