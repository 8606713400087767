export type TextField = HTMLInputElement | HTMLTextAreaElement;

const NOT_TEXT = new Set(['button', 'checkbox', 'radio', 'range', 'submit', 'reset', 'file']);

/** The text field that has the focus, or null. */
export function focusedTextField(root: Document): TextField | null {
  const element = root.activeElement;
  if (element instanceof HTMLTextAreaElement) return element.readOnly ? null : element;
  if (!(element instanceof HTMLInputElement)) return null;
  return element.readOnly || NOT_TEXT.has(element.type) ? null : element;
}

/** What a field held before keys arrived that may turn out to be a scan. */
export interface FieldMark {
  readonly field: TextField;
  readonly value: string;
  readonly start: number | null;
  readonly end: number | null;
}

/** Remembers a field's text and caret. */
export function markField(field: TextField): FieldMark {
  return { field, value: field.value, start: field.selectionStart, end: field.selectionEnd };
}

/** Sets a value the way typing does, so that React's controlled fields notice it. */
function setValue(field: TextField, value: string): void {
  const prototype =
    field instanceof HTMLTextAreaElement
      ? HTMLTextAreaElement.prototype
      : HTMLInputElement.prototype;
  const descriptor = Object.getOwnPropertyDescriptor(prototype, 'value');
  if (descriptor?.set === undefined) field.value = value;
  else descriptor.set.call(field, value);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

/**
 * Puts a field back to its mark. Ends a running composition first: an input method would write
 * what it holds of the scan into the field afterwards.
 */
export function restoreField(mark: FieldMark): void {
  const { field } = mark;
  const hadFocus = field.ownerDocument.activeElement === field;
  if (hadFocus) field.blur();
  if (field.value !== mark.value) setValue(field, mark.value);
  if (!hadFocus || !field.isConnected) return;
  field.focus();
  if (mark.start !== null) field.setSelectionRange(mark.start, mark.end);
}

/** Types text into a field at the caret, replacing the selection, respecting `maxLength`. */
export function insertText(field: TextField, text: string): void {
  const root = field.ownerDocument;
  // execCommand keeps the field's undo history; it is the one way to type that Chromium offers.
  if (typeof root.execCommand === 'function' && root.execCommand('insertText', false, text)) return;
  const start = field.selectionStart ?? field.value.length;
  const end = field.selectionEnd ?? start;
  const value = field.value.slice(0, start) + text + field.value.slice(end);
  setValue(field, field.maxLength >= 0 ? value.slice(0, field.maxLength) : value);
  const caret = start + text.length;
  if (field.selectionStart !== null) field.setSelectionRange(caret, caret);
}
