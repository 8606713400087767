export type SoundKind = 'accepted' | 'refused' | 'attention';

interface Tone {
  readonly hertz: number;
  readonly startMs: number;
  readonly lengthMs: number;
}

/** Told apart with the eyes shut: one short high, two low, three rising. */
const TONES: Readonly<Record<SoundKind, readonly Tone[]>> = {
  accepted: [{ hertz: 1560, startMs: 0, lengthMs: 60 }],
  refused: [
    { hertz: 330, startMs: 0, lengthMs: 140 },
    { hertz: 262, startMs: 170, lengthMs: 220 },
  ],
  attention: [
    { hertz: 660, startMs: 0, lengthMs: 110 },
    { hertz: 880, startMs: 140, lengthMs: 110 },
    { hertz: 1100, startMs: 280, lengthMs: 160 },
  ],
};

let context: AudioContext | null = null;

/** Plays a short sound. Silent where the computer has no sound; the strip says the same. */
export function playSound(kind: SoundKind): void {
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  if (context.state === 'suspended') void context.resume();
  for (const tone of TONES[kind]) {
    const start = context.currentTime + tone.startMs / 1000;
    const end = start + tone.lengthMs / 1000;
    const oscillator = new OscillatorNode(context, { type: 'triangle', frequency: tone.hertz });
    const volume = new GainNode(context, { gain: 0 });
    // Ramps instead of steps: a step clicks.
    volume.gain.setValueAtTime(0, start);
    volume.gain.linearRampToValueAtTime(0.25, start + 0.005);
    volume.gain.linearRampToValueAtTime(0, end);
    oscillator.connect(volume).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(end);
  }
}
