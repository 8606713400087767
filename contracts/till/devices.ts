import { z } from 'zod';
import { done, id, nothing } from '../common.ts';
import { command, query } from '../ipc.ts';
import { deviceChecks, terminalChoice, terminalSetupView } from '../terminal-setup.ts';

/** Devices, files and head office. */
export const devicesContract = {
  /** A manager agrees to the catalogue file that was held back, named by its SHA-256. */
  'catalogue.confirm': command(z.strictObject({ sha256: id }), done),
  /** The disk for the second copy that is there now is the copy's from here on. */
  'copy.newDisk': command(nothing, done),
  'terminal.setup': query(nothing, terminalSetupView),
  /** Runs numbered checks against a terminal as it would be set up; moves no money. */
  'terminal.check': command(z.strictObject({ terminal: terminalChoice }), deviceChecks),
  'terminal.save': command(z.strictObject({ terminal: terminalChoice.nullable() }), done),
  'upload.send': command(
    nothing,
    z.strictObject({ sent: z.number().int(), waiting: z.number().int() }),
  ),
} as const;

const device = z.strictObject({
  state: z.enum(['off', 'connecting', 'ready', 'fault']),
  code: z.string().nullable(),
});

export const devicesSlices = {
  devices: z.strictObject({
    terminal: device,
    printer: device,
    scanner: device,
    scale: device,
    headOffice: device,
    secondCopy: device,
  }),
  /** When head office last answered as it should; null until it has since the start. */
  headOfficeAtMs: z.number().int().nullable(),
  toSend: z.strictObject({
    entries: z.number().int(),
    oldestAtMs: z.number().int().nullable(),
    acknowledgedTo: z.number().int(),
  }),
  /** A catalogue file with far fewer items, which waits for a manager's word: how many it would leave. */
  heldCatalogue: z
    .strictObject({
      sha256: z.string(),
      itemsNow: z.number().int(),
      itemsInFile: z.number().int(),
    })
    .nullable(),
  /** Settings that were changed in the file and do not hold yet, or never will; as in the file. */
  heldSettings: z.array(
    z.strictObject({
      field: z.string(),
      kept: z.string(),
      asked: z.string(),
      /**
       * The day and every basket are finished and it is started again; the goods come again in a
       * catalogue file; or never in this register.
       */
      until: z.enum(['finished', 'catalogue', 'never']),
    }),
  ),
};
