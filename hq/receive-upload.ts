import { createHash } from 'node:crypto';
import {
  uploadManifestSchema,
  type SignedAcknowledgement,
  signedAcknowledgementSchema,
} from '../contracts/head-office.ts';
import { invariant } from '../core/assert.ts';
import type { UploadAcknowledgement, UploadHeader, UploadManifest } from '../core/upload/types.ts';
import { canonicalJson } from '../core/journal/canonical.ts';
import { type Minor, ZERO } from '../core/money/minor.ts';
import { err, ok, type Result } from '../core/result.ts';
import { batchLines } from './upload/upload-shape.ts';
import type { UploadSource } from './upload/upload-source.ts';
import { type UploadCheck, checkEnvelope, startUploadCheck } from './upload/check-upload.ts';
import { parseEntry, parseHeader } from './upload/parse-upload.ts';
import { unpack } from './upload/unpack.ts';
import { type KeyPairText, signJson, verifyJson } from './keys.ts';
import { type Refusal, Refused, refusal } from './refusal.ts';
import { sha256Hex } from './secrets.ts';
import { type AlarmKind, raiseAlarm } from './store/alarms.ts';
import { type EntryLine, findBatch, saveBatch } from './store/uploads.ts';
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
  readonly manifest: UploadManifest;
  /** False when the batch was here already. */
  readonly isNew: boolean;
}

type Sender = { readonly storeId: string; readonly registerId: string };

/** A batch all of whose lines have been read once and agree with one another. */
interface CheckedUpload {
  readonly header: UploadHeader;
  readonly check: UploadCheck;
}

/**
 * Takes a batch or refuses it whole. It is checked line by line as it comes, the header's signature
 * and place before any entry, and no more of it is read after the first line that contradicts. Only
 * when every line is true the register's row is held: its place is looked at once more, so that two
 * uploads of one register never interleave, and the lines are read again and stored, all in one
 * transaction. The same batch again gets the first answer again. `sender` is the register whose
 * token came with it, or null for a file that a person imports.
 */
export async function receiveUpload(
  reception: Reception,
  source: UploadSource,
  sender: Sender | null,
): Promise<Result<Received, Refusal>> {
  try {
    const checked = await checkOnTheWay(reception, source, sender);
    if (!checked.ok) return checked;
    return await reception.sql.transaction((tx) => take(reception, tx, source, checked.value));
  } catch (error) {
    if (error instanceof Refused) return err(error.refusal);
    throw error;
  }
}

async function checkOnTheWay(
  reception: Reception,
  source: UploadSource,
  sender: Sender | null,
): Promise<Result<CheckedUpload, Refusal>> {
  let checked: CheckedUpload | null = null;
  for await (const lines of linesOf(source)) {
    for (const line of lines) {
      if (checked === null) {
        const started = await startCheck(reception, line, sender);
        if (!started.ok) return started;
        checked = started.value;
      } else {
        const fault = checked.check.take(line);
        if (fault !== null) return err(fault);
      }
    }
  }
  return checked === null ? err(refusal('malformed', 'The batch is empty.')) : ok(checked);
}

function linesOf(source: UploadSource): AsyncIterable<readonly Uint8Array[]> {
  return batchLines(unpack(source.read(), source.encoding, source.maxBytes));
}

async function startCheck(
  reception: Reception,
  line: Uint8Array,
  sender: Sender | null,
): Promise<Result<CheckedUpload, Refusal>> {
  const parsed = parseHeader(line);
  if (!parsed.ok) return parsed;
  const header = parsed.value;
  const { storeId, registerId } = header.manifest;
  if (sender !== null && (sender.storeId !== storeId || sender.registerId !== registerId)) {
    return err(refusal('wrongRegister', "The batch is another register's than the token."));
  }
  const admitted = await reception.sql.transaction((tx) => admit(tx, header, reception.nowMs()));
  if (!admitted.ok) return admitted;
  const isHere = admitted.value.answer !== null;
  return ok({ header, check: startUploadCheck(header.manifest, isHere) });
}

interface Admitted {
  readonly register: RegisterState;
  /** The batch is here already: what was answered then. */
  readonly answer: SignedAcknowledgement | null;
}

/** Whether a header is signed, and is here already or goes on where its register's journal ends. */
async function admit(
  tx: Queryable,
  header: UploadHeader,
  nowMs: number,
): Promise<Result<Admitted, Refusal>> {
  const { manifest } = header;
  const { storeId, registerId, batchNo } = manifest;
  const register = await lockRegister(tx, storeId, registerId);
  if (register === null) {
    return err(refusal('notEnrolled', `Register ${registerId} of ${storeId} is not enrolled.`));
  }
  const known = await findBatch(tx, storeId, registerId, batchNo);
  const isSame = known !== null && known.manifestJson === canonicalJson(manifest);
  // A register that was enrolled anew since sends what its old key signed, or signs it once more.
  const isByOldKey = isSame && verifyJson(manifest, header.signature, known.publicKey);
  const envelope = checkEnvelope(header, isByOldKey ? known.publicKey : register.publicKey);
  if (envelope !== null) return err(envelope);
  if (isSame) {
    const answer = signedAcknowledgementSchema.parse(JSON.parse(known.acknowledgement));
    return ok({ register, answer });
  }
  const misplaced = checkPlace(register, manifest, known !== null);
  if (misplaced === null) return ok({ register, answer: null });
  const { alarm: kind } = misplaced;
  if (kind !== null) {
    const contentSha256 = sha256Hex(canonicalJson(manifest));
    const { message } = misplaced.refusal;
    const alarm = { storeId, registerId, kind, batchNo, contentSha256, message };
    await raiseAlarm(tx, alarm, nowMs);
  }
  return err(misplaced.refusal);
}

async function take(
  reception: Reception,
  tx: Queryable,
  source: UploadSource,
  batch: CheckedUpload,
): Promise<Result<Received, Refusal>> {
  const { manifest } = batch.header;
  const nowMs = reception.nowMs();
  const admitted = await admit(tx, batch.header, nowMs);
  if (!admitted.ok) return admitted;
  const fault = batch.check.finish(await grandSalesBefore(tx, manifest));
  if (fault !== null) return err(fault);
  const { register, answer } = admitted.value;
  if (answer !== null) return ok({ answer, manifest, isNew: false });
  return ok({
    answer: await keep(reception, tx, register, { batch, source }, nowMs),
    manifest,
    isNew: true,
  });
}

/** The register's grand total of sales as its batch before this one states it. */
async function grandSalesBefore(tx: Queryable, manifest: UploadManifest): Promise<Minor> {
  const { storeId, registerId, batchNo } = manifest;
  const before = await findBatch(tx, storeId, registerId, batchNo - 1);
  if (before === null) return ZERO;
  return uploadManifestSchema.parse(JSON.parse(before.manifestJson)).grandSalesMinor;
}

/** Whether a batch that is not here yet goes on exactly where this register's journal ends. */
function checkPlace(
  register: RegisterState,
  manifest: UploadManifest,
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
  { batch, source }: { readonly batch: CheckedUpload; readonly source: UploadSource },
  nowMs: number,
): Promise<SignedAcknowledgement> {
  const { manifest, signature } = batch.header;
  const { batchId, storeId, registerId, from, to, entries, headHash, batchNo } = manifest;
  const acknowledgement: UploadAcknowledgement = {
    batchId,
    storeId,
    registerId,
    from,
    to,
    entries,
    headHash,
    receivedAtMs: nowMs,
  };
  const answer = {
    acknowledgement,
    signature: signJson(acknowledgement, reception.key.privateKey),
  };
  const manifestJson = canonicalJson(manifest);
  await advanceRegister(tx, { storeId, registerId, toSeq: to, headHash, batchNo });
  await finishUsedCodes(tx, manifest, nowMs);
  await saveBatch(tx, {
    manifest,
    manifestJson,
    signature,
    publicKey: register.publicKey,
    contentSha256: sha256Hex(manifestJson),
    lines: linesToStore(source, batch.check.digest()),
    receivedAtMs: nowMs,
    acknowledgement: JSON.stringify(answer),
  });
  return answer;
}

/** The entries once more. Throws where they are not the ones that were checked: a disk's fault. */
async function* linesToStore(
  source: UploadSource,
  digest: string,
): AsyncGenerator<readonly EntryLine[]> {
  const hash = createHash('sha256');
  let lineNo = 0;
  for await (const lines of linesOf(source)) {
    const entries: EntryLine[] = [];
    for (const line of lines) {
      lineNo += 1;
      if (lineNo === 1) continue;
      hash.update(line).update('\n');
      const entry = parseEntry(line, lineNo);
      invariant(entry.ok, 'it was read before');
      entries.push({ entry: entry.value, line: Buffer.from(line).toString('utf8') });
    }
    yield entries;
  }
  invariant(hash.digest('hex') === digest, 'what is stored is what was checked');
}
