/** The part of the DOM's events used here; preloads compile without the DOM's types. */
interface PageEvent {
  readonly isTrusted: boolean;
  readonly key?: string;
  readonly ctrlKey?: boolean;
  readonly metaKey?: boolean;
  readonly shiftKey?: boolean;
  preventDefault(): void;
  stopImmediatePropagation(): void;
}

/** A window, as far as it hears events. */
export interface PageEvents {
  addEventListener(
    type: string,
    listener: (event: PageEvent) => void,
    options: { readonly capture: true },
  ): void;
}

/**
 * Closes two ways in that Chromium asks nobody about: files that are dropped on the page, and a
 * script that pastes what the clipboard holds. Heard before any listener of the page's own. What a
 * person pastes with the keyboard is theirs.
 */
export function guardPage(page: PageEvents, afterThisTask: (action: () => void) => void): void {
  const refuse = (event: PageEvent) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  for (const type of ['dragenter', 'dragover', 'drop', 'dragstart']) {
    page.addEventListener(type, refuse, { capture: true });
  }
  let isAsked = false;
  page.addEventListener(
    'keydown',
    (event) => {
      if (!event.isTrusted || !isPasting(event)) return;
      isAsked = true;
      afterThisTask(() => {
        isAsked = false;
      });
    },
    { capture: true },
  );
  page.addEventListener(
    'paste',
    (event) => {
      if (!isAsked) refuse(event);
      isAsked = false;
    },
    { capture: true },
  );
}

function isPasting({ key, ctrlKey, metaKey, shiftKey }: PageEvent): boolean {
  if (key === 'Insert') return shiftKey === true;
  return key?.toLowerCase() === 'v' && (ctrlKey === true || metaKey === true);
}
