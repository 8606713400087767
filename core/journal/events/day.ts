import { z } from 'zod';
import { minorSchema } from '../../money/minor-schema.ts';
import { event, type PayloadOf } from '../event.ts';
import { dayReportSchema } from './day-report.ts';
import { approvedBy, businessDaySchema, count, epochMs, id } from './shapes.ts';

/** Days and shifts, the program and its clock. */
export const dayEvents = {
  'day.opened': event(
    z.strictObject({
      /** Informs. Days are counted by their Z number, and two may carry one date. */
      businessDay: businessDaySchema,
      /** Somebody vouched for a date that does not follow from the last day; absent otherwise. */
      confirmed: z
        .strictObject({
          /** The clock was ahead of the last day or behind it, or was wrong and a date was typed. */
          why: z.enum(['ahead', 'behind', 'typed']),
          clockDate: businessDaySchema,
          /** '' before the first day. */
          lastDate: z.union([businessDaySchema, z.literal('')]),
        })
        .optional(),
      approvedBy,
    }),
  ),
  'shift.opened': event(z.strictObject({ shiftId: id, operatorId: id, floatMinor: minorSchema })),
  'shift.closed': event(
    z.strictObject({
      shiftId: id,
      operatorId: id,
      counted: z.array(z.strictObject({ denominationMinor: minorSchema, count })),
      countedMinor: minorSchema,
      expectedMinor: minorSchema,
      /** counted − expected: booked, never a reason not to close. */
      overShortMinor: minorSchema,
    }),
  ),
  'day.closed': event(z.strictObject({ report: dayReportSchema, approvedBy })),
  /** Somebody ended the program from the office. */
  'program.ended': event(z.strictObject({})),
  /** The computer's clock was set, or ran away: what it said before, as far as known, and after. */
  'clock.jumped': event(z.strictObject({ fromMs: epochMs, toMs: epochMs })),
};

type Events = typeof dayEvents;
export type DayOpened = PayloadOf<Events['day.opened']>;
export type ShiftClosed = PayloadOf<Events['shift.closed']>;
export type DenominationCount = ShiftClosed['counted'][number];
