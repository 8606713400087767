import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import {
  enrolmentResponseSchema,
  NDJSON,
  positionSchema,
  refusalSchema,
  type SignedAcknowledgement,
  signedAcknowledgementSchema,
} from '../../contracts/head-office.ts';
import { journalEntrySchema } from '../../contracts/journal.ts';
import { enrolmentProofText } from '../../core/upload/enrolment-proof.ts';
import type { UploadHeader } from '../../core/upload/types.ts';
import { canonicalJson } from '../../core/journal/canonical.ts';
import type { JournalEntry } from '../../core/journal/entry.ts';
import type { Signer } from '../../till/runtime/context.ts';
import type {
  Access,
  EnrolOutcome,
  EntrySlices,
  FetchOutcome,
  HeadOfficeLink,
  LookOutcome,
  SendOutcome,
  Unheard,
} from '../../till/ports/head-office.ts';
import { type Answer, type CallOptions, call, callForText, parseJson } from './head-office-call.ts';

export interface HeadOfficeClientOptions extends CallOptions {
  /** The code of the settings, or what reads it from them anew: a person may have typed another. */
  readonly enrolmentCode: string | null | (() => string | null);
  /** Tells when the settings may hold another code; returns a function that stops it. */
  readonly onNewCode?: (listener: () => void) => () => void;
  readonly storeId: string;
  readonly registerId: string;
  /** The register's own key: batches are signed with it, and so is the wish to be enrolled. */
  readonly key: Signer & { readonly publicKey: string };
  /**
   * The same for a batch, beside the time that its bytes need on a slow line; `timeoutMs` where absent. Head office checks every line before it answers:
   * given up sooner, a large day would be sent, and checked, again and again.
   */
  readonly sendTimeoutMs?: number;
}

/** For a register without head office: batches wait, and travel as files. */
export function noHeadOffice(publicKey: string): HeadOfficeLink {
  const reason = 'not configured';
  return {
    configured: false,
    publicKey,
    codeMark: () => null,
    onNewCode: () => () => undefined,
    enrol: () => Promise.resolve({ kind: 'unreachable', reason }),
    look: () => Promise.resolve({ kind: 'unreachable', reason }),
    acknowledgement: () => Promise.resolve(null),
    fetch: () => Promise.resolve({ kind: 'unreachable', reason }),
    send: () => Promise.resolve({ kind: 'unreachable', reason }),
  };
}

/** Speaks head office's HTTP API. Never throws: no answer is an outcome like any other. */
export function headOfficeClient(options: HeadOfficeClientOptions): HeadOfficeLink {
  return {
    configured: true,
    publicKey: options.key.publicKey,
    codeMark() {
      const code = codeOf(options);
      return code === null ? null : createHash('sha256').update(code, 'utf8').digest('hex');
    },
    onNewCode: options.onNewCode ?? (() => () => undefined),
    enrol: () => enrol(options),
    look: (access) => look(options, access),
    acknowledgement: (access, header) => acknowledgement(options, access, header),
    fetch: (access, batchNo) => fetchUpload(options, access, batchNo),
    send: (access, header, entries) => send(options, access, header, entries),
  };
}

function codeOf({ enrolmentCode }: HeadOfficeClientOptions): string | null {
  return typeof enrolmentCode === 'function' ? enrolmentCode() : enrolmentCode;
}

async function enrol(options: HeadOfficeClientOptions): Promise<EnrolOutcome> {
  const { storeId, registerId, key } = options;
  const enrolmentCode = codeOf(options);
  if (enrolmentCode === null) return { kind: 'refused', message: 'no enrolment code in settings' };
  const claim = { storeId, registerId, publicKey: key.publicKey };
  const answer = await post(options, '/v1/enrolments', enrolmentCode, {
    type: 'application/json',
    body: JSON.stringify({ ...claim, proof: key.sign(enrolmentProofText(claim, enrolmentCode)) }),
  });
  if (answer.kind === 'unreachable') return answer;
  const enrolled = enrolmentResponseSchema.safeParse(answer.body);
  if (answer.isOk && enrolled.success) {
    const { headOfficePublicKey } = enrolled.data;
    // Kept for years: a wrong one would make every acknowledgement worthless.
    if (readKey(headOfficePublicKey) !== null) return { kind: 'enrolled', ...enrolled.data };
    return { kind: 'refused', message: 'head office gave no Ed25519 key' };
  }
  const refused = refusalSchema.safeParse(answer.body);
  return answer.status >= 500 || !refused.success
    ? { kind: 'unreachable', reason: `HTTP ${answer.status}` }
    : { kind: 'refused', message: refused.data.error.message };
}

/** Asks for this register's own position: it takes its token and changes nothing. */
async function look(options: HeadOfficeClientOptions, access: Access): Promise<LookOutcome> {
  const { storeId, registerId } = options;
  const path = `/v1/registers/${storeId}/${registerId}/position`;
  const answer = await call(options, path, access.token, { method: 'GET' });
  if (answer.kind === 'unreachable') return answer;
  const told = positionSchema.safeParse(answer.body);
  if (!answer.isOk || !told.success) return unheard(answer);
  const { toSeq, headHash, batchNo, last } = told.data;
  const position = { batch: batchNo, seq: toSeq, hash: headHash };
  if (toSeq === 0 && last === null) return { kind: 'ready', position };
  // What a whole journal is compared with must be head office's own word.
  const isProved =
    last !== null &&
    isSigned(access.headOfficePublicKey, last) &&
    last.acknowledgement.storeId === storeId &&
    last.acknowledgement.registerId === registerId &&
    last.acknowledgement.to === toSeq &&
    last.acknowledgement.headHash === headHash;
  return isProved
    ? { kind: 'ready', position }
    : { kind: 'unreachable', reason: 'position not signed by head office' };
}

/** Asks for the answer to a batch again; null when it is not there or not the answer to this one. */
async function acknowledgement(
  options: HeadOfficeClientOptions,
  access: Access,
  header: UploadHeader,
): Promise<Extract<SendOutcome, { kind: 'acknowledged' }> | null> {
  const { storeId, registerId } = options;
  const path = `/v1/registers/${storeId}/${registerId}/acknowledgements/${header.manifest.batchNo}`;
  const answer = await call(options, path, access.token, { method: 'GET' });
  if (answer.kind === 'unreachable' || !answer.isOk) return null;
  const checked = checkAcknowledgement(access.headOfficePublicKey, header, answer.body);
  return checked.kind === 'acknowledged' ? checked : null;
}

/** As long as a batch may be that head office takes, unpacked. */
const BATCH_BYTES = 256 * 1024 * 1024;

async function fetchUpload(
  options: HeadOfficeClientOptions,
  access: Access,
  batchNo: number,
): Promise<FetchOutcome> {
  const { storeId, registerId } = options;
  const timeoutMs = options.sendTimeoutMs ?? options.timeoutMs;
  const patient = { ...options, timeoutMs, answerMs: timeoutMs, maxBytes: BATCH_BYTES };
  const path = `/v1/batches/${storeId}/${registerId}/${batchNo}`;
  const answer = await callForText(patient, path, access.token, { method: 'GET' });
  if (answer.kind === 'unreachable') return answer;
  if (!answer.isOk) return { kind: 'unreachable', reason: `HTTP ${answer.status}` };
  const [, ...lines] = answer.text.split('\n');
  const entries: JournalEntry[] = [];
  for (const text of lines.filter((each) => each !== '')) {
    const parsed = journalEntrySchema.safeParse(parseJson(text));
    if (!parsed.success) return { kind: 'unreachable', reason: `batch ${batchNo}: no entry` };
    entries.push(parsed.data);
  }
  return { kind: 'entries', entries };
}

/** 401 and 403 with head office's own words: it knows this register's token no more. */
function unheard({ status, body }: Extract<Answer, { kind: 'answer' }>): Unheard {
  const refused = refusalSchema.safeParse(body);
  // A proxy's page may say 403 as well.
  const isRejected = refused.success && (status === 401 || status === 403);
  return isRejected
    ? { kind: 'rejected', reason: refused.data.error.code }
    : { kind: 'unreachable', reason: `HTTP ${status}` };
}

/** As slowly as head office lets a batch come, on a slow 3G line: 2 kB a second. */
const BYTES_PER_MS = 2;

async function send(
  options: HeadOfficeClientOptions,
  access: Access,
  header: UploadHeader,
  entries: EntrySlices,
): Promise<SendOutcome> {
  const body = await compressed(batchText(header, entries));
  const onTheWayMs = Math.ceil(body.byteLength / BYTES_PER_MS);
  const timeoutMs = (options.sendTimeoutMs ?? options.timeoutMs) + onTheWayMs;
  const patient = { ...options, timeoutMs };
  const answer = await post(patient, '/v1/batches', access.token, {
    type: NDJSON,
    body,
    encoding: 'gzip',
  });
  if (answer.kind === 'unreachable') return answer;
  if (answer.isOk) return checkAcknowledgement(access.headOfficePublicKey, header, answer.body);
  const refused = refusalSchema.safeParse(answer.body);
  // A 5xx, a proxy's page or a limit says nothing of the batch: the same one goes again later.
  const isFinal = refused.success && (answer.status === 409 || answer.status === 422);
  return isFinal
    ? { kind: 'refused', code: refused.data.error.code, message: refused.data.error.message }
    : unheard(answer);
}

/** A batch as it travels and as it lies in a file: the header, then one entry a line; in pieces. */
export async function* batchText(
  header: UploadHeader,
  entries: EntrySlices,
): AsyncGenerator<string> {
  yield line(header);
  for await (const slice of entries) yield slice.map(line).join('');
}

function line(row: unknown): string {
  return `${JSON.stringify(row)}\n`;
}

/** Compressed in another thread, as the pieces come. */
async function compressed(pieces: AsyncIterable<string>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  await pipeline(pieces, createGzip(), async (packed: AsyncIterable<Buffer>) => {
    for await (const chunk of packed) chunks.push(chunk);
  });
  return new Uint8Array(Buffer.concat(chunks));
}

/** Believes an acknowledgement only when head office signed it and it names this very batch. */
function checkAcknowledgement(key: string, header: UploadHeader, body: unknown): SendOutcome {
  const parsed = signedAcknowledgementSchema.safeParse(body);
  if (!parsed.success) return { kind: 'unreachable', reason: 'answer not understood' };
  const { acknowledgement: ack, signature } = parsed.data;
  if (!isSigned(key, parsed.data)) {
    return { kind: 'unreachable', reason: 'acknowledgement not signed by head office' };
  }
  const { manifest } = header;
  const isThisBatch =
    ack.batchId === manifest.batchId &&
    ack.storeId === manifest.storeId &&
    ack.registerId === manifest.registerId &&
    ack.from === manifest.from &&
    ack.to === manifest.to &&
    ack.entries === manifest.entries &&
    ack.headHash === manifest.headHash;
  return isThisBatch
    ? { kind: 'acknowledged', ack, signature }
    : { kind: 'unreachable', reason: 'acknowledgement of another batch' };
}

/** Whether an acknowledgement carries the signature of head office's key. */
function isSigned(
  key: string,
  { acknowledgement: ack, signature }: SignedAcknowledgement,
): boolean {
  const publicKey = readKey(key);
  if (publicKey === null) return false;
  const signed = Buffer.from(canonicalJson(ack), 'utf8');
  return verify(null, signed, publicKey, Buffer.from(signature, 'base64'));
}

/** Null when it is no Ed25519 key (RFC 8410). */
function readKey(spki: string): KeyObject | null {
  try {
    const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' });
    return key.asymmetricKeyType === 'ed25519' ? key : null;
  } catch (caught) {
    // What OpenSSL says of bytes that are no key.
    if (caught instanceof Error && 'code' in caught) return null;
    throw caught;
  }
}

function post(
  options: CallOptions,
  path: string,
  token: string,
  content: { type: string; body: string | Uint8Array<ArrayBuffer>; encoding?: string },
): Promise<Answer> {
  const headers: Record<string, string> = { 'content-type': content.type };
  if (content.encoding !== undefined) headers['content-encoding'] = content.encoding;
  return call(options, path, token, { method: 'POST', headers, body: content.body });
}
