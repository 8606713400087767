/** Entries about who is at the register, version 1: see `events.ts`. */
export interface PeoplePayloads {
  /** Who may sign on is another list now. Never a PIN, nor its hash. */
  'operators.changed': OperatorsChanged;
  'operator.signedOn': { operatorId: string };
  'operator.signedOff': { operatorId: string };
  'operator.signOnFailed': { operatorId: string; failures: number };
  'operator.lockedOut': { operatorId: string; untilMs: number };
  /** Nothing was touched for a while; the same person, or who took the session over, went on. */
  'screen.locked': { operatorId: string };
  'screen.unlocked': { operatorId: string };
  /** A wrong PIN where `operatorId` was asked to agree; counted for these two people alone. */
  'approval.pinFailed': { askedBy: string; operatorId: string; right: string; failures: number };
  /** A right PIN after wrong ones in the same box: the row begins anew. */
  'approval.pinAccepted': { askedBy: string; operatorId: string };
}

export interface NamedRole {
  readonly operatorId: string;
  readonly name: string;
  readonly role: 'cashier' | 'supervisor' | 'manager';
}

export interface OperatorsChanged {
  /** A file of people was taken in; or what their PINs are read with is gone, and nobody has one. */
  readonly cause: 'file' | 'pinSecretLost';
  readonly added: NamedRole[];
  readonly changed: (NamedRole & {
    readonly was: { readonly name: string; readonly role: NamedRole['role'] };
    readonly newPin: boolean;
  })[];
  readonly removed: NamedRole[];
}
