import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DrillOffice } from './drill-office.ts';
import { DrillRegister, type JournaledSale } from './drill-register.ts';
import { withEmptyDatabase } from '../../hq/test-kit/empty-database.ts';

/** The parts a drill plays with, and the list of what was acknowledged. */
export interface Scene {
  readonly folder: string;
  readonly office: DrillOffice;
  readonly register: DrillRegister;
  /** A register beside it, or the one that comes in its place. */
  anotherRegister(name: string): DrillRegister;
  /** Notes what head office has signed for: from now on none of it may be missing. */
  acknowledged(): Promise<void>;
  say(text: string): void;
}

/** One road back after a loss. */
export interface Drill {
  readonly name: string;
  /** What happened, in one sentence. */
  readonly loss: string;
  play(scene: Scene): Promise<void>;
}

export interface Verdict {
  readonly acknowledged: number;
  readonly atHeadOffice: number;
  /** Acknowledged, and not at head office any more. */
  readonly lost: readonly JournaledSale[];
  /** At head office more than once. */
  readonly doubled: readonly JournaledSale[];
  /** Head office's own totals less the sum of its sales: 0. */
  readonly totalsOffMinor: number;
  /** In the journal of the register that goes on, and not at head office though its day is closed. */
  readonly waiting: readonly JournaledSale[];
}

/** The register of all drills. */
export const REGISTER_ID = '3';

/** Plays a drill with real processes on real files in a folder of its own, and judges it. */
export async function playDrill(drill: Drill, say: (text: string) => void): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'tillwright-drill-'));
  const office = new DrillOffice(await withEmptyDatabase(join(folder, 'hq')));
  const registers: DrillRegister[] = [];
  const signedFor = new Map<string, JournaledSale>();
  const make = (name: string) => {
    const register = new DrillRegister(join(folder, name));
    registers.push(register);
    return register;
  };
  try {
    await office.start();
    const register = make('register');
    await register.setUp(REGISTER_ID, office.url, await office.code(REGISTER_ID));
    await register.start();
    await drill.play({
      folder,
      office,
      register,
      anotherRegister: make,
      async acknowledged() {
        for (const sale of await office.sales()) signedFor.set(sale.saleId, sale);
      },
      say,
    });
    for (const each of registers) await each.stop();
    return await judge(office, registers.at(-1) ?? register, [...signedFor.values()]);
  } finally {
    for (const each of registers) await each.kill();
    await office.kill();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function judge(
  office: DrillOffice,
  register: DrillRegister,
  signedFor: readonly JournaledSale[],
): Promise<Verdict> {
  const there = await office.sales();
  const count = new Map<string, number>();
  for (const { saleId } of there) count.set(saleId, (count.get(saleId) ?? 0) + 1);
  const sum = there.reduce((total, { totalMinor }) => total + totalMinor, 0);
  return {
    acknowledged: signedFor.length,
    atHeadOffice: there.length,
    lost: signedFor.filter(({ saleId }) => !count.has(saleId)),
    doubled: there.filter(({ saleId }) => (count.get(saleId) ?? 0) > 1),
    totalsOffMinor: (await office.totalMinor(await office.businessDays())) - sum,
    waiting: register.sales().filter(({ saleId }) => !count.has(saleId)),
  };
}
