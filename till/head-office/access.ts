import { z } from 'zod';
import { flowKey, keepFlow, readFlow } from '../ports/flow-state.ts';
import type { TillContext } from '../runtime/context.ts';
import type { Access, HeadOfficePosition, Unheard } from '../ports/head-office.ts';

/** The way in that head office gave. */
export const ACCESS = flowKey(
  'headOffice.access',
  z.strictObject({
    token: z.string(),
    headOfficePublicKey: z.string(),
    /** The register's own public key that head office has. */
    ownKey: z.string(),
  }),
);
/** Marks the code that was used or refused last: any other one in the settings is new. */
const CODE = flowKey('headOffice.code', z.string());

/** Head office does not take the code of the settings, or there is none: a person must act. */
export interface NotEnrolled {
  readonly kind: 'notEnrolled';
  readonly reason: string;
}

/** What coming in needs: also before the register has begun. */
export type AccessContext = Pick<
  TillContext,
  'store' | 'headOffice' | 'settings' | 'log' | 'state'
>;

export type ComeIn =
  | { readonly ok: true; readonly access: Access; readonly position: HeadOfficePosition }
  | KeptOut;

interface KeptOut {
  readonly ok: false;
  readonly unheard: Unheard | NotEnrolled;
}

type Enrolled = { readonly ok: true; readonly access: Access } | KeptOut;

interface Known {
  readonly access: Access | null;
  readonly ownKey: string | null;
  readonly code: string | null;
}

/**
 * Finds out whether head office answers and takes this register, and brings it in where a code can:
 * at the first contact, when head office does not know the token any more, when the settings hold a
 * code that was not tried yet (somebody typed it because the old way in does not work), and when
 * this register's key is not the one head office has.
 */
export async function comeIn(ctx: AccessContext): Promise<ComeIn> {
  const known = readKnown(ctx);
  const isKeyKnown = known.ownKey === null || known.ownKey === ctx.headOffice.publicKey;
  let access = isKeyKnown ? known.access : null;
  if (access === null || hasNewCode(ctx)) {
    const enrolled = await enrol(ctx);
    // A code that is refused takes nothing away from a token that works.
    if (!enrolled.ok && access === null) return enrolled;
    if (enrolled.ok) access = enrolled.access;
  }
  if (access === null) return refused('no token');
  const looked = await look(ctx, access);
  if (looked.ok || looked.unheard.kind !== 'rejected') return looked;
  const again = await enrol(ctx);
  if (again.ok) return look(ctx, again.access);
  // What is shown is why it was not let in: the code is only the way back.
  return again.unheard.kind === 'unreachable' ? again : looked;
}

/**
 * Where head office is, by the token that is known already: nothing is bought with a code and nothing
 * is written. Null when it cannot be asked.
 */
export async function positionNow(ctx: AccessContext): Promise<HeadOfficePosition | null> {
  const { access } = readKnown(ctx);
  if (access === null) return null;
  const looked = await look(ctx, access);
  return looked.ok ? looked.position : null;
}

async function look(ctx: AccessContext, access: Access): Promise<ComeIn> {
  const looked = await ctx.headOffice.look(access);
  if (looked.kind === 'ready') return { ok: true, access, position: looked.position };
  ctx.log.warn('head office', { kind: looked.kind, reason: looked.reason });
  return { ok: false, unheard: looked };
}

/** Whether the settings hold a code that was neither used nor refused. */
export function hasNewCode(ctx: AccessContext): boolean {
  const mark = ctx.headOffice.codeMark();
  return mark !== null && mark !== readKnown(ctx).code;
}

function readKnown(ctx: AccessContext): Known {
  return ctx.store.read((tx) => {
    const code = readFlow(tx, CODE);
    const kept = readFlow(tx, ACCESS);
    if (kept === null) return { access: null, ownKey: null, code };
    const { ownKey, ...access } = kept;
    return { access, ownKey, code };
  });
}

async function enrol(ctx: AccessContext): Promise<Enrolled> {
  const mark = ctx.headOffice.codeMark();
  const enrolled = await ctx.headOffice.enrol();
  if (ctx.state.ended) return refused('the register has stopped');
  if (enrolled.kind === 'enrolled') {
    return { ok: true, access: keepAccess(ctx, enrolled, mark) };
  }
  ctx.log.warn('not enrolled at head office', { kind: enrolled.kind });
  if (enrolled.kind !== 'refused') return { ok: false, unheard: enrolled };
  if (mark !== null) ctx.store.write((tx) => keepFlow(tx, CODE, mark));
  return refused(enrolled.message);
}

function refused(reason: string): KeptOut {
  return { ok: false, unheard: { kind: 'notEnrolled', reason } };
}

function keepAccess(
  ctx: AccessContext,
  { token, headOfficePublicKey }: Access,
  codeMark: string | null,
): Access {
  const { storeId, registerId } = ctx.settings;
  const { publicKey } = ctx.headOffice;
  ctx.store.write((tx) => {
    keepFlow(tx, ACCESS, { token, headOfficePublicKey, ownKey: publicKey });
    if (codeMark !== null) keepFlow(tx, CODE, codeMark);
    tx.append('register.enrolled', { storeId, registerId, publicKey }, 'system');
  });
  return { token, headOfficePublicKey };
}
