import type { z } from 'zod';

/**
 * One type of journal entry: the shape that is written today and, where there were others, how each
 * older one is read as the next. Its version is counted from them, so that nobody can forget it.
 */
export interface EventDefinition<S extends z.ZodType = z.ZodType> {
  /** What is written today. */
  readonly version: number;
  /** Strict: a field it does not know may hold what must not be stored (a card number). */
  readonly payload: S;
  /** The first reads version 1 as version 2, and so on. */
  readonly upcasts: readonly ((older: unknown) => unknown)[];
}

/** Defines an entry type. Each changed shape adds the way to read the one before. */
export function event<S extends z.ZodType>(
  payload: S,
  ...upcasts: ((older: unknown) => unknown)[]
): EventDefinition<S> {
  return { version: upcasts.length + 1, payload, upcasts };
}

type Plain = string | number | boolean | null | undefined;
/** As it is read: nothing changes what is journaled. */
export type Frozen<T> = unknown extends T
  ? T
  : T extends Plain
    ? T
    : { readonly [K in keyof T]: Frozen<T[K]> };

/** The payload an entry type holds, as it is read. */
export type PayloadOf<D extends EventDefinition> = Frozen<z.output<D['payload']>>;
