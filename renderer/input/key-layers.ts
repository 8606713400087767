/** A key a person pressed, after scans were taken out. */
export interface KeyPress {
  /** A character ('4', 'a', '*') or a DOM key name ('F2', 'Enter', 'ArrowUp'). */
  readonly key: string;
  /** The key is being held down. */
  readonly repeat: boolean;
}

export interface KeyLayer {
  /** Higher gets the key first: a dialog before its screen, a screen before the frame. */
  readonly depth: number;
  /** Keys this layer does not want go no further down. */
  readonly modal: boolean;
  /** True when the key was used. */
  readonly handle: (press: KeyPress) => boolean;
}

export interface KeyLayers {
  /** Adds a layer; the returned function removes it. */
  push(layer: KeyLayer): () => void;
  /** Offers a key from the top down; true when a layer used it. */
  dispatch(press: KeyPress): boolean;
}

/** The stack of everything on the screen that listens to keys. */
export function createKeyLayers(): KeyLayers {
  let layers: readonly KeyLayer[] = [];
  return {
    push(layer) {
      // Stable sort: of two layers of the same depth the newer is first.
      layers = [layer, ...layers].sort((a, b) => b.depth - a.depth);
      return () => {
        layers = layers.filter((each) => each !== layer);
      };
    },
    dispatch(press) {
      for (const layer of layers) {
        if (layer.handle(press)) return true;
        if (layer.modal) return false;
      }
      return false;
    },
  };
}
