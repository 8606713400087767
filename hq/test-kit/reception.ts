import { type UploadSource, bytesSource } from '../upload/upload-source.ts';
import { silentLog } from '../log.ts';
import { type Office, openOffice } from '../office.ts';
import { receiveUpload } from '../receive-upload.ts';
import type { Refusal } from '../refusal.ts';
import { listAlarms } from '../store/alarms.ts';
import { entriesOfRegister } from '../store/entries.ts';
import { enrolRegisterKey, findRegister } from '../store/registers.ts';
import { type Databases, startDatabases } from './databases.ts';
import { makeRegister, type TestUpload, type TestRegister } from './journal.ts';

export const STORE = 'S001';

/** Head office's taking of batches, on a real database and without HTTP. */
export class TestReception {
  nowMs = 1_000;
  readonly office: Office;
  private made = 0;
  private readonly databases: Databases;

  private constructor(databases: Databases, office: Office) {
    this.databases = databases;
    this.office = { ...office, nowMs: () => this.nowMs };
  }

  static async open(): Promise<TestReception> {
    const databases = await startDatabases('PostgreSQL');
    return new TestReception(databases, await openOffice(await databases.fresh(), silentLog));
  }

  async close(): Promise<void> {
    await this.office.close();
    await this.databases.close();
  }

  /** A register of its own for each test, enrolled, with a day and three sales. */
  async openRegister(): Promise<TestRegister> {
    this.made += 1;
    const register = makeRegister(STORE, String(this.made));
    register.openDay();
    register.sell(3);
    await this.enrol(register);
    return register;
  }

  /** Enrols a register's key, in place of one that it has. */
  enrol({ storeId, registerId, publicKey }: TestRegister): Promise<void> {
    return enrolRegisterKey(this.office.sql, { storeId, registerId, publicKey }, this.nowMs);
  }

  receive(
    batch: UploadSource | TestUpload,
    sender: { readonly storeId: string; readonly registerId: string } | null = null,
  ) {
    const source = 'body' in batch ? sourceOf(batch.body) : batch;
    return receiveUpload(this.office, source, sender);
  }

  /** Hands in what must be refused; why it was. */
  async refused(
    batch: UploadSource | TestUpload,
    sender: TestRegister | null = null,
  ): Promise<Refusal> {
    const answer = await this.receive(batch, sender);
    if (answer.ok) throw new Error('it was taken');
    return answer.error;
  }

  /** Hands in what must be taken. */
  async taken(batch: UploadSource | TestUpload) {
    const answer = await this.receive(batch);
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.value;
  }

  /** How far a register's journal is here: entry, batch, hash. */
  async positionOf({ storeId, registerId }: TestRegister) {
    const found = await findRegister(this.office.sql, storeId, registerId);
    return [found?.toSeq, found?.batchNo, found?.headHash];
  }

  /** The entries that are here, as they arrived. */
  async linesOf({ storeId, registerId }: TestRegister, to: number): Promise<string[]> {
    const lines: string[] = [];
    for await (const part of entriesOfRegister(this.office.sql, storeId, registerId, 1, to)) {
      lines.push(...part);
    }
    return lines;
  }

  async alarmsOf({ registerId }: TestRegister) {
    const alarms = await listAlarms(this.office.sql, 0, 1_000);
    return alarms.filter((alarm) => alarm.registerId === registerId);
  }
}

export function sourceOf(body: string): UploadSource {
  return bytesSource(Buffer.from(body, 'utf8'), 'identity', 10_000_000);
}
