import { expect, it } from 'vitest';
import { TERMINAL_DRIVERS } from '../../native/device/terminal-drivers.ts';
import { DRIVERS } from '../../renderer/gallery/replies.ts';

it('the gallery describes card terminals as their drivers do', () => {
  const described = TERMINAL_DRIVERS.map(({ id, name, usualLine, fields }) => {
    return { id, name, usualLine, fields };
  });
  expect(DRIVERS).toEqual(described);
});
