import { z } from 'zod';
import { minorSchema } from '../../money/minor-schema.ts';

/** What entries of several areas are made of. */
export const text = z.string();
export const id = z.string().min(1).max(64);
export const count = z.int().min(0);
export const epochMs = z.int().min(0);
/** 'YYYY-MM-DD', a date that exists. */
export const businessDaySchema = z.iso.date();
/** Store and register ids travel in URLs and receipt numbers: letters and digits only. */
export const placeIdSchema = z.string().regex(/^[A-Za-z0-9]{1,12}$/);
/** 32 bytes as lower-case hex. */
export const hashSchema = z.string().regex(/^[0-9a-f]{64}$/);
export const currency = z.string().regex(/^[A-Z]{3}$/);
export const amountCount = z.strictObject({ count, amountMinor: minorSchema });
/** A row of a report: what it groups, how many, how much. */
export const groupedAmount = amountCount.extend({ key: text });
/** Who agreed, where the operator could not do it alone; never the operator. */
export const approvedBy = id.optional();
