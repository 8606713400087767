import styles from './bar-chart.module.css';

export interface Bar {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly text: string;
}

/** Width in units of the drawing; it is stretched to its column. */
const WIDTH = 380;

/** Horizontal bars with name and figure; the same rows are one key away as a table. */
export function BarChart({
  label,
  bars,
}: {
  readonly label: string;
  readonly bars: readonly Bar[];
}) {
  const largest = Math.max(1, ...bars.map((bar) => Math.abs(bar.value)));
  const rowHeight = 46;
  const height = bars.length * rowHeight;
  return (
    <svg
      className={styles['chart']}
      viewBox={`0 0 ${WIDTH} ${Math.max(rowHeight, height)}`}
      role="img"
      aria-label={`${label}: ${bars.map((bar) => `${bar.label} ${bar.text}`).join(', ')}`}
    >
      {bars.map((bar, index) => {
        const y = index * rowHeight;
        const width = Math.max(2, (WIDTH * Math.abs(bar.value)) / largest);
        return (
          <g key={bar.key}>
            <text className={styles['name']} x={0} y={y + 20}>
              {bar.label}
            </text>
            <text className={styles['value']} x={WIDTH} y={y + 20} textAnchor="end">
              {bar.text}
            </text>
            <rect className={styles['bar']} x={0} y={y + 28} width={width} height={10} rx={2} />
          </g>
        );
      })}
    </svg>
  );
}
