const WIDTH = 256;
const HEIGHT = 96;

const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, at) => (value >>> (8 * at)) & 0xff);

/** True where the pen went: loops that nobody signs with. */
function isInk(x: number, y: number): boolean {
  const stroke = HEIGHT / 2 + 26 * Math.sin(x / 11) * Math.sin(x / 71) + (x - WIDTH / 2) / 9;
  return x > 14 && x < WIDTH - 14 && Math.abs(y - stroke) < 2.2 + Math.abs(Math.cos(x / 11)) * 4;
}

/** A signature as a terminal sends it: a black and white bitmap, as base64. */
export function signaturePicture(): string {
  const rows = Array.from({ length: HEIGHT }, (_, row) =>
    Array.from({ length: WIDTH / 8 }, (_byte, column) =>
      Array.from({ length: 8 }, (_bit, bit) => isInk(column * 8 + bit, row)).reduce(
        (byte, ink, bit) => byte | (ink ? 0x80 >> bit : 0),
        0,
      ),
    ),
  ).flat();
  const head = 62;
  const bytes = [
    ...[0x42, 0x4d, ...little(head + rows.length, 4), ...little(0, 4), ...little(head, 4)],
    ...[...little(40, 4), ...little(WIDTH, 4), ...little(HEIGHT, 4), 1, 0, 1, 0],
    ...[...little(0, 4), ...little(rows.length, 4), ...little(2835, 4), ...little(2835, 4)],
    ...[...little(2, 4), ...little(0, 4), 0xff, 0xff, 0xff, 0, 0, 0, 0, 0],
    ...rows,
  ];
  return btoa(String.fromCharCode(...bytes));
}

/** What a German terminal asks with it. */
export const SIGNATURE = {
  questionId: 'q1',
  text: 'UNTERSCHRIFT KORREKT?',
  choices: [
    { text: 'JA', meaning: 'matches' as const },
    { text: 'NEIN', meaning: 'differs' as const },
  ],
};

/** The same from one whose words the register does not know. */
export const FOREIGN_SIGNATURE = {
  ...SIGNATURE,
  choices: ['Akceptuj', 'Odrzuć podpis', 'Powtórz'].map((text) => ({ text, meaning: null })),
};
