/** Where the bank account number of a debit card stands, by message code (reference, 0210, 0261). */
const ACCOUNT_FIELD: ReadonlyMap<string, number> = new Map([
  ['0210', 13],
  ['0260', 13],
  ['0271', 13],
  ['0261', 11],
]);

/** A message for the log, its bank account number as stars. */
export function describeMessage(text: string): string {
  const fields = text.split('|');
  const at = ACCOUNT_FIELD.get(fields[0] ?? '');
  const account = at === undefined ? undefined : fields[at];
  if (at === undefined || account === undefined || account === '') return text;
  return fields.map((field, index) => (index === at ? '*'.repeat(field.length) : field)).join('|');
}
