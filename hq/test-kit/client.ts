import {
  enrolmentResponseSchema,
  NDJSON,
  positionSchema,
  refusalSchema,
} from '../../contracts/head-office.ts';
import type { TestRegister } from './journal.ts';

/** A head office, in this process or in one of its own. */
interface Office {
  readonly url: string;
  createEnrolmentCode(storeId: string, registerId: string): Promise<string>;
}

/** One request with a bearer token; the answer as text with its status. */
export async function ask(
  office: { readonly url: string },
  token: string | null,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; text: string; headers: Headers }> {
  const headers = new Headers(init.headers);
  if (token !== null) headers.set('authorization', `Bearer ${token}`);
  const response = await fetch(office.url + path, { ...init, headers });
  return { status: response.status, text: await response.text(), headers: response.headers };
}

/** Hands in a batch body. */
export function upload(
  office: { readonly url: string },
  token: string | null,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
) {
  const all = { 'content-type': NDJSON, ...headers };
  return ask(office, token, '/v1/batches', { method: 'POST', headers: all, body });
}

/** Asks for enrolment with a code. */
export function requestEnrolment(office: Pick<Office, 'url'>, code: string, body: unknown) {
  return ask(office, code, '/v1/enrolments', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** Enrols a register and returns its token. */
export async function enrol(office: Office, register: TestRegister): Promise<string> {
  const { storeId, registerId } = register;
  const code = await office.createEnrolmentCode(storeId, registerId);
  const answer = await requestEnrolment(office, code, register.enrolment(code));
  return enrolmentResponseSchema.parse(JSON.parse(answer.text)).token;
}

/** Up to which entry head office has a register's journal. */
export async function toSeq(
  office: { readonly url: string },
  token: string,
  register: TestRegister,
): Promise<number> {
  const path = `/v1/registers/${register.storeId}/${register.registerId}/position`;
  const answer = await ask(office, token, path);
  return positionSchema.parse(JSON.parse(answer.text)).toSeq;
}

/** The refusal in an answer's text. */
export function refusalIn(text: string) {
  return refusalSchema.parse(JSON.parse(text)).error;
}
