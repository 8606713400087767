import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash, verify } from '@node-rs/argon2';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isSealed, loadPinSeal, pinSecretFile, type SealedFor } from './pin-seal.ts';
import { argon2Verifier } from './pin-verifier.ts';
import { SettingsFault } from './register-settings.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tillwright-pin-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const LI: SealedFor = { operatorId: '1', role: 'cashier' };
/** Cheap: it is the seal that is tried here. */
const CHEAP = { memoryCost: 8, timeCost: 1 };

describe('a sealed PIN', () => {
  it('lets its person in with the PIN and with no other', async () => {
    const seal = loadPinSeal(dataDir);
    const pins = argon2Verifier(loadPinSeal(dataDir));
    const li = { ...LI, pinHash: seal.seal(LI, await hash('1234', CHEAP)) };
    expect(await pins.verify(li, '1234')).toBe(true);
    expect(await pins.verify(li, '1235')).toBe(false);
  });

  it('holds for one person in one role: copied or promoted by hand it lets nobody in', async () => {
    const seal = loadPinSeal(dataDir);
    const pins = argon2Verifier(seal);
    const pinHash = seal.seal(LI, await hash('1234', CHEAP));
    expect(await pins.verify({ ...LI, role: 'manager', pinHash }, '1234')).toBe(false);
    expect(await pins.verify({ operatorId: '9', role: 'cashier', pinHash }, '1234')).toBe(false);
  });

  it('tells nothing without the secret: no PIN of four digits fits it', async () => {
    const sealed = loadPinSeal(dataDir).seal(LI, await hash('0007', CHEAP));
    rmSync(pinSecretFile(dataDir));
    const other = argon2Verifier(loadPinSeal(dataDir));
    for (let pin = 0; pin < 10_000; pin += 1) {
      const typed = String(pin).padStart(4, '0');
      expect(await other.verify({ ...LI, pinHash: sealed }, typed)).toBe(false);
    }
    // As it lies in the database it is no hash that anybody could try.
    await expect(verify(sealed, '0007')).rejects.toThrow();
    const bytes = Buffer.from(sealed.split('$')[1] ?? '', 'base64');
    expect(bytes.toString('latin1')).not.toMatch(/argon2|m=8/);
  });

  it('is what another text of the same form is not: cut short, empty, or without the form', () => {
    const seal = loadPinSeal(dataDir);
    const sealed = seal.seal(LI, 'x');
    const bytes = Buffer.from(sealed.slice('sealed1$'.length), 'base64');
    for (let length = 0; length < bytes.length; length += 1) {
      const cut = bytes.subarray(0, length).toString('base64');
      expect(seal.open(LI, `sealed1$${cut}`)).toBeNull();
    }
    const other = `sealed2$${sealed.slice('sealed1$'.length)}`;
    expect(seal.open(LI, other)).toBeNull();
    expect([isSealed(sealed), isSealed(other), isSealed('')]).toEqual([true, false, false]);
  });

  it('of an empty hash opens for nobody', () => {
    const seal = loadPinSeal(dataDir);
    expect(seal.open(LI, seal.seal(LI, ''))).toBeNull();
  });

  it('is the same in every version of this program: people sign on after an update', () => {
    mkdirSync(join(dataDir, 'keys'));
    const secret = Buffer.from(Array.from({ length: 32 }, (_, index) => index));
    writeFileSync(pinSecretFile(dataDir), `${secret.toString('base64')}\n`);
    const seal = loadPinSeal(dataDir);
    const phc = '$argon2id$v=19$m=8,t=1,p=1$c2FsdA$aGFzaA';
    const sealed =
      'sealed1$rC3bMUmiB6BCVReAZgKYJFYMiIKDinitikfzB0VKrO+YsMgUV2QbG3Cq88M+NT6I1pe+w4p9DoC2Nk+oelwB' +
      'K+0MX8o=';
    expect([seal.id, seal.seal(LI, phc), seal.open(LI, sealed)]).toEqual([
      '2d8c7f47c406fdc2',
      sealed,
      phc,
    ]);
  });

  it('of another person, or another hash, has another nonce', () => {
    const seal = loadPinSeal(dataDir);
    const nonces = [LI, { ...LI, operatorId: '2' }, { ...LI, role: 'manager' as const }].flatMap(
      (person) => ['a', 'b'].map((phc) => seal.seal(person, phc).slice(0, 'sealed1$'.length + 16)),
    );
    expect(new Set(nonces).size).toBe(6);
  });

  it('a hash that was never sealed fits no PIN', async () => {
    const pins = argon2Verifier(loadPinSeal(dataDir));
    expect(await pins.verify({ ...LI, pinHash: await hash('1234', CHEAP) }, '1234')).toBe(false);
  });

  it('opens again, is the same each time, and not when a byte of it is another', () => {
    const seal = loadPinSeal(dataDir);
    const people = fc.record({
      operatorId: fc.stringMatching(/^[A-Za-z0-9]{1,16}$/),
      role: fc.constantFrom('cashier' as const, 'supervisor' as const, 'manager' as const),
    });
    fc.assert(
      fc.property(people, fc.string({ minLength: 1 }), fc.nat(), (person, phc, at) => {
        const sealed = seal.seal(person, phc);
        expect(isSealed(sealed)).toBe(true);
        expect(seal.seal(person, phc)).toBe(sealed);
        expect(seal.open(person, sealed)).toBe(phc);
        const bytes = Buffer.from(sealed.slice('sealed1$'.length), 'base64');
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ 1;
        expect(seal.open(person, `sealed1$${bytes.toString('base64')}`)).toBeNull();
      }),
    );
  });
});

describe('the secret', () => {
  it('is made once, in a file of its own that only its owner reads', () => {
    const umask = process.umask(0);
    const { id } = loadPinSeal(dataDir);
    process.umask(umask);
    expect(loadPinSeal(dataDir).id).toBe(id);
    const mode = (path: string) => statSync(path).mode & 0o777;
    expect([mode(pinSecretFile(dataDir)), mode(join(dataDir, 'keys'))]).toEqual([0o600, 0o700]);
    expect(readFileSync(pinSecretFile(dataDir), 'utf8')).not.toContain(id);
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    const other = mkdtempSync(join(tmpdir(), 'tillwright-pin-'));
    expect(loadPinSeal(other).id).not.toBe(id);
    rmSync(other, { recursive: true });
  });

  it('that is damaged stops the register and is neither used nor replaced', () => {
    loadPinSeal(dataDir);
    const utf16 = Buffer.from('\ufeffYWJj', 'utf16le');
    writeFileSync(pinSecretFile(dataDir), utf16);
    expect(() => loadPinSeal(dataDir)).toThrow(SettingsFault);
    expect(readFileSync(pinSecretFile(dataDir))).toEqual(utf16);
    writeFileSync(pinSecretFile(dataDir), 'half');
    expect(() => loadPinSeal(dataDir)).toThrow(SettingsFault);
    expect(() => loadPinSeal(dataDir)).toThrow('lay operators.json with PINs anew');
    expect(readFileSync(pinSecretFile(dataDir), 'utf8')).toBe('half');
  });
});
