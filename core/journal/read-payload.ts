import { firstIssue } from '../first-issue.ts';
import { isOfNewer } from '../of-newer.ts';
import { err, ok, type Result } from '../result.ts';
import type { JournalEntry } from './entry.ts';
import type { EventDefinition } from './event.ts';
import { events } from './events/all.ts';

/**
 * Why a payload cannot be read. `unsupported`: a newer program wrote it, in another version or with a
 * word (a kind of tender) that is not registered here, so what it says cannot be known. `payload`: it has not the shape of its type and version; `issue` names what is wrong.
 */
export type UnreadPayload =
  | { readonly code: 'unsupported' }
  | { readonly code: 'payload'; readonly issue: string };

type Definitions = Readonly<Record<string, EventDefinition>>;

/**
 * Judges an entry's payload by its type and version; one of a type that is not known here is not
 * looked into. What an older program wrote is judged as it is read today.
 */
export function checkPayload(
  entry: JournalEntry,
  definitions: Definitions = events,
): Result<void, UnreadPayload> {
  const definition = definitionOf(entry.type, definitions);
  if (definition === undefined) return ok(undefined);
  if (entry.version > definition.version) return err({ code: 'unsupported' });
  const parsed = definition.payload.safeParse(readable(entry, definitions).payload);
  if (parsed.success) return ok(undefined);
  if (isOfNewer(parsed.error)) return err({ code: 'unsupported' });
  return err({ code: 'payload', issue: firstIssue(parsed.error) });
}

/**
 * The entry as today's program writes it, for what reads payloads: one of an older version is upcast.
 * Its hash is that of what is stored, so a chain is proved on entries as they are stored. One of a
 * version that is newer than this program stays as it is, and `isEntry` stops at it.
 */
export function readable(entry: JournalEntry, definitions: Definitions = events): JournalEntry {
  const definition = definitionOf(entry.type, definitions);
  if (definition === undefined || entry.version >= definition.version) return entry;
  const { version, upcasts } = definition;
  const payload = upcasts
    .slice(entry.version - 1)
    .reduce((older, upcast) => upcast(older), entry.payload);
  return { ...entry, version, payload };
}

function definitionOf(type: string, definitions: Definitions): EventDefinition | undefined {
  return Object.hasOwn(definitions, type) ? definitions[type] : undefined;
}
