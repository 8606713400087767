// Rules, totals, papers and windows read what a kind of tender does, and never its name.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot } from '../setup/places.mjs';
import { typeScriptFiles } from './sources.mjs';

/** The register of tenders, and the kinds themselves. */
const REGISTER = /^core\/tender\/(tender\.ts$|kinds\/)/;
const TESTS = /\.(test|spec)\.tsx?$|(^|\/)(test|testing|test-kit|gallery)\//;

/** Where these words mean something else. */
const OTHER_MEANINGS = {
  'a way of refund: out of the drawer, at the terminal': [
    'contracts/till/returns.ts',
    'core/journal/events/returns.ts',
    'core/returns/refund-plan.ts',
    'core/returns/return-receipt.ts',
    'renderer/features/returns/panel-state.ts',
    'renderer/features/returns/return-dialog.tsx',
    'renderer/features/returns/voided-dialog.tsx',
    'renderer/ui/refund-steps.tsx',
    'till/drawer/drawer-cash.ts',
    'till/returns/complete-return.ts',
    'till/returns/next-refund.ts',
    'till/returns/refund-plan.ts',
    'till/returns/refund-progress.ts',
    'till/returns/refund-step.ts',
    'till/returns/return-sale.ts',
    'till/returns/return-view.ts',
  ],
  'a screen, a style or a word of the texts': [
    'core/receipt/slip-receipt.ts',
    'renderer/features/pay/pay-panel.tsx',
    'renderer/features/shell/screen.ts',
    'renderer/till/frame.tsx',
  ],
  'how the demo’s customers pay: keys that its cashier presses': [
    'demo/cashier.ts',
    'demo/day-plan.ts',
    'demo/return.ts',
  ],
  'a card that a simulated terminal is given': [
    'native/simulators/terminal/card-steps.ts',
    'native/simulators/terminal/script.ts',
    'native/simulators/transbank/card-steps.ts',
    'native/simulators/transbank/script.ts',
  ],
};

it('no file outside the register names a kind of tender', () => {
  const namesOne = (/** @type {string} */ file) =>
    /(['"`])(cash|card)\1/.test(readFileSync(path.join(projectRoot, file), 'utf8'));
  const naming = typeScriptFiles().filter(
    (file) => !REGISTER.test(file) && !TESTS.test(file) && namesOne(file),
  );
  expect(naming).toEqual(Object.values(OTHER_MEANINGS).flat().sort());
});
