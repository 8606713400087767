import {
  batchManifestSchema,
  type SignedAcknowledgement,
  signedAcknowledgementSchema,
} from '../contracts/head-office.ts';
import type { BatchAcknowledgement, BatchManifest } from '../core/batch/types.ts';
import { canonicalJson } from '../core/journal/canonical.ts';
import { type Minor, ZERO } from '../core/money/minor.ts';
import { err, ok, type Result } from '../core/result.ts';
import { checkEntries, checkEnvelope, checkTotals } from './batch/check-batch.ts';
import { type ParsedBatch, parseBatch } from './batch/parse-batch.ts';
import { type KeyPairText, signJson, verifyJson } from './keys.ts';
import { type Refusal, refusal } from './refusal.ts';
import { sha256Hex } from './secrets.ts';
import { type AlarmKind, raiseAlarm } from './store/alarms.ts';
import { findBatch, saveBatch } from './store/batches.ts';
import { finishUsedCodes } from './store/enrolment-codes.ts';
import { advanceRegister, lockRegister, type RegisterState } from './store/registers.ts';
import type { Queryable, Sql } from './store/sql.ts';

/** What is needed to take a batch. */
export interface Reception {
  readonly sql: Sql;
  readonly key: KeyPairText;
  readonly nowMs: () => number;
}

export interface Received {
  readonly answer: SignedAcknowledgement;
  readonly manifest: BatchManifest;
  /** False when the batch was here already. */
  readonly isNew: boolean;
}

/**
 * Takes a batch or refuses it whole. All checks and all writing happen in one transaction that
 * holds the register's row, so two uploads of one register never interleave. The same batch again
 * gets the first answer again. `sender` is the register whose token came with it, or null for a
 * file that a person imports.
 */
export async function receiveBatch(
  reception: Reception,
  bytes: Uint8Array,
  sender: { readonly storeId: string; readonly registerId: string } | null,
): Promise<Result<Received, Refusal>> {
  const parsed = parseBatch(bytes);
  if (!parsed.ok) return parsed;
  const { storeId, registerId } = parsed.value.header.manifest;
  if (sender !== null && (sender.storeId !== storeId || sender.registerId !== registerId)) {
    return err(refusal('wrongRegister', "The batch is another register's than the token."));
  }
  return reception.sql.transaction(async (tx) => {
    const register = await lockRegister(tx, storeId, registerId);
    if (register === null) {
      return err(refusal('notEnrolled', `Register ${registerId} of ${storeId} is not enrolled.`));
    }
    return take(reception, tx, register, parsed.value);
  });
}

async function take(
  reception: Reception,
  tx: Queryable,
  register: RegisterState,
  batch: ParsedBatch,
): Promise<Result<Received, Refusal>> {
  const { manifest } = batch.header;
  const nowMs = reception.nowMs();
  const known = await findBatch(tx, manifest.storeId, manifest.registerId, manifest.batchNo);
  const isSame = known !== null && known.manifestJson === canonicalJson(manifest);
  // A register that was enrolled anew since sends what its old key signed, or signs it once more.
  const isByOldKey = isSame && verifyJson(manifest, batch.header.signature, known.publicKey);
  const envelope = checkEnvelope(batch, isByOldKey ? known.publicKey : register.publicKey);
  if (envelope !== null) return err(envelope);
  if (!isSame) {
    const misplaced = checkPlace(register, manifest, known !== null);
    if (misplaced !== null) {
      if (misplaced.alarm !== null) {
        await raiseAlarm(
          tx,
          {
            storeId: manifest.storeId,
            registerId: manifest.registerId,
            kind: misplaced.alarm,
            batchNo: manifest.batchNo,
            contentSha256: sha256Hex(canonicalJson(manifest)),
            message: misplaced.refusal.message,
          },
          nowMs,
        );
      }
      return err(misplaced.refusal);
    }
  }

  const fault = checkEntries(manifest, batch.entries);
  if (fault !== null) return err(fault);
  if (isSame) {
    const answer = signedAcknowledgementSchema.parse(JSON.parse(known.acknowledgement));
    return ok({ answer, manifest, isNew: false });
  }
  const grandBefore = await grandSalesBefore(tx, manifest);
  const wrongTotals = checkTotals(manifest, batch.entries, grandBefore);
  if (wrongTotals !== null) return err(wrongTotals);
  return ok({
    answer: await keep(reception, tx, register, batch, nowMs),
    manifest,
    isNew: true,
  });
}

/** The register's grand total of sales as its batch before this one states it. */
async function grandSalesBefore(tx: Queryable, manifest: BatchManifest): Promise<Minor> {
  const { storeId, registerId, batchNo } = manifest;
  const before = await findBatch(tx, storeId, registerId, batchNo - 1);
  if (before === null) return ZERO;
  return batchManifestSchema.parse(JSON.parse(before.manifestJson)).grandSalesMinor;
}

/** Whether a batch that is not here yet goes on exactly where this register's journal ends. */
function checkPlace(
  register: RegisterState,
  manifest: BatchManifest,
  isNumberTaken: boolean,
): { refusal: Refusal; alarm: AlarmKind | null } | null {
  const expected = { from: register.toSeq + 1, batchNo: register.batchNo + 1 };
  const conflict = (alarm: AlarmKind, message: string) => ({
    refusal: refusal('conflict', message, { expected }),
    alarm,
  });
  if (isNumberTaken) {
    return conflict(
      'batchNumber',
      `Batch ${manifest.batchNo} is here already with other content. Nothing was changed.`,
    );
  }
  if (manifest.from < expected.from) {
    return conflict(
      'range',
      `Entries up to ${register.toSeq} are here already, in other batches. Nothing was changed.`,
    );
  }
  if (manifest.from > expected.from || manifest.batchNo !== expected.batchNo) {
    return {
      refusal: refusal(
        'gap',
        `Expected batch ${expected.batchNo} from entry ${expected.from}, ` +
          `got batch ${manifest.batchNo} from entry ${manifest.from}.`,
        { expected },
      ),
      alarm: null,
    };
  }
  if (manifest.prevHash !== register.headHash) {
    return conflict(
      'fork',
      `The batch does not continue entry ${register.toSeq} as it is here. Nothing was changed.`,
    );
  }
  return null;
}

async function keep(
  reception: Reception,
  tx: Queryable,
  register: RegisterState,
  batch: ParsedBatch,
  nowMs: number,
): Promise<SignedAcknowledgement> {
  const { manifest, signature } = batch.header;
  const acknowledgement: BatchAcknowledgement = {
    batchId: manifest.batchId,
    storeId: manifest.storeId,
    registerId: manifest.registerId,
    from: manifest.from,
    to: manifest.to,
    entries: manifest.entries,
    headHash: manifest.headHash,
    receivedAtMs: nowMs,
  };
  const answer = {
    acknowledgement,
    signature: signJson(acknowledgement, reception.key.privateKey),
  };
  const manifestJson = canonicalJson(manifest);
  await advanceRegister(tx, {
    storeId: manifest.storeId,
    registerId: manifest.registerId,
    toSeq: manifest.to,
    headHash: manifest.headHash,
    batchNo: manifest.batchNo,
  });
  await finishUsedCodes(tx, manifest, nowMs);
  await saveBatch(tx, {
    manifest,
    manifestJson,
    signature,
    publicKey: register.publicKey,
    contentSha256: sha256Hex(manifestJson),
    entries: batch.entries,
    lines: batch.lines,
    receivedAtMs: nowMs,
    acknowledgement: JSON.stringify(answer),
  });
  return answer;
}
