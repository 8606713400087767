import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { canonicalJson } from '../../core/journal/canonical.ts';
import { makeRegister } from '../test-kit/journal.ts';
import { firstIssue } from '../../core/first-issue.ts';
import { parseEntry, parseHeader } from './parse-upload.ts';

const register = makeRegister('S001', '1');
register.openDay();
const [entry] = register.entries;
const [headerLine = ''] = register.cut().body.split('\n');
const line = JSON.stringify(entry);

const bytesOf = (text: string) => Buffer.from(text, 'utf8');
const read = (text: string, lineNo = 3) => parseEntry(bytesOf(text), lineNo);
const malformed = (message: unknown, more = {}) => ({
  ok: false,
  error: { code: 'malformed', message, ...more },
});
const ANEW =
  ' An editor may have saved the file anew: copy it from the register’s outbox folder once more, ' +
  'without opening it. Nothing was taken of this one.';
const NOT_PLAIN = malformed('Line 3 is not one JSON object in its plain spelling.');

describe('a line', () => {
  it('is read as it was written, with its fields in any order', () => {
    expect(read(line)).toEqual({ ok: true, value: entry });
    expect(read(canonicalJson(entry))).toEqual({ ok: true, value: entry });
    const turned = Object.fromEntries(Object.entries(entry ?? {}).toReversed());
    expect(read(JSON.stringify(turned))).toEqual({ ok: true, value: entry });
    // Names like numbers stand in another order there (RFC 8785 §3.2.3) than JSON.stringify has them.
    const numbered = { ...entry, payload: { 10: 'a', 9: 'b' } };
    expect(read(canonicalJson(numbered))).toEqual({ ok: true, value: numbered });
    const header: unknown = JSON.parse(headerLine);
    expect(parseHeader(bytesOf(headerLine))).toEqual({ ok: true, value: header });
    expect(parseHeader(bytesOf(line))).toMatchObject({ ok: false });
    expect(read(headerLine)).toMatchObject({ ok: false });
  });

  it('in no UTF-8, with CR LF or with a byte order mark says what to do with the file', () => {
    const latin = Buffer.from('{"a":"ü"}', 'latin1');
    const notUtf8 = malformed(`The batch is not UTF-8 text.${ANEW}`);
    expect(parseEntry(latin, 3)).toEqual(notUtf8);
    expect(parseHeader(latin)).toEqual(notUtf8);
    const ended = (lineNo: number) =>
      malformed(`Line ${lineNo} ends with CR LF, not with LF.${ANEW}`);
    expect(read(`${line}\r`)).toEqual(ended(3));
    expect(parseHeader(bytesOf(`${headerLine}\r`))).toEqual(ended(1));
    const marked = malformed(`The batch begins with a byte order mark.${ANEW}`);
    expect(parseHeader(bytesOf(`\ufeff${headerLine}`))).toEqual(marked);
    // Only at the beginning of a file is it one.
    expect(read(`\ufeff${line}`)).toEqual(NOT_PLAIN);
  });

  it('that spells its value in another way is refused: a hash would not see it', () => {
    const others = [
      `${line} `,
      ` ${line}`,
      line.replace(':', ': '),
      line.replace('"seq":1', '"seq":1.0'),
      line.replace('"seq":1', '"seq":1e0'),
      line.replace('"seq":1', '"seq":2,"seq":1'),
      line.replace('day.opened', '\\u0064ay.opened'),
      line.slice(0, -1),
      '',
      `${line}${line}`,
    ];
    for (const other of others) expect(read(other)).toEqual(NOT_PLAIN);
  });

  it('that nests without end is refused and ends nothing', () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(read(deep)).toEqual(NOT_PLAIN);
  });

  it('never makes anything but a value or a refusal', () => {
    fc.assert(
      fc.property(fc.oneof(fc.json(), fc.string()), (text) => {
        expect(read(text)).toMatchObject({ ok: false, error: { code: 'malformed' } });
      }),
    );
  });
});

describe('a line that is no entry', () => {
  const change = (more: object) => read(JSON.stringify({ ...entry, ...more }));

  it('says where it does not fit, and never the value itself', () => {
    const refused = change({ actor: '4111111111111111'.repeat(20) });
    expect(refused).toEqual(
      malformed(expect.stringMatching(/^Line 3: actor: .+\.$/), { entrySeq: 1 }),
    );
    expect(JSON.stringify(refused)).not.toContain('4111');
    expect(change({ more: 1 })).toEqual(
      malformed(expect.stringMatching(/^Line 3: Unrecognized key.+\.$/), { entrySeq: 1 }),
    );
  });

  it('names its number where it has one', () => {
    const named = (seq: unknown) => {
      const answer = change({ seq, actor: 1 });
      return answer.ok ? 'taken' : answer.error.entrySeq;
    };
    expect([named(1), named(7), named(Number.MAX_SAFE_INTEGER)]).toEqual([
      1,
      7,
      Number.MAX_SAFE_INTEGER,
    ]);
    for (const seq of [0, -1, 1.5, '7', null, [7]]) expect(named(seq)).toBeUndefined();
  });

  it.each(['null', '7', '"seq"', 'true', '[]', '{}'])('has no number: %s', (text) => {
    const answer = read(text);
    expect(answer).toMatchObject({ ok: false, error: { code: 'malformed' } });
    expect(answer).not.toHaveProperty('error.entrySeq');
  });
});

it('what does not fit is named with the way to it', () => {
  const schema = z.strictObject({ list: z.array(z.strictObject({ a: z.literal(1) })) });
  const issueOf = (value: unknown) => {
    const parsed = schema.safeParse(value);
    return parsed.success ? 'fits' : firstIssue(parsed.error);
  };
  expect(issueOf({ list: [{ a: 1 }, { a: 2 }] })).toBe('list.1.a: Invalid input: expected 1');
  expect(issueOf(1)).toBe('Invalid input: expected object, received number');
  expect(firstIssue(new z.ZodError([]))).toBe('does not fit');
});
