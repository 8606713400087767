/** A list of listeners of one kind of event. */
export interface Listeners<T> {
  /** Returns a function that stops listening. */
  add(listener: (value: T) => void): () => void;
  emit(value: T): void;
}

/** Makes an empty list. A listener added or removed during `emit` counts from the next one on. */
export function createListeners<T>(): Listeners<T> {
  const all = new Set<(value: T) => void>();
  return {
    add(listener) {
      all.add(listener);
      return () => {
        all.delete(listener);
      };
    },
    emit(value) {
      for (const listener of [...all]) listener(value);
    },
  };
}
