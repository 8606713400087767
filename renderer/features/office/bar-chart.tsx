import styles from './bar-chart.module.css';

export interface Bar {
  readonly key: string;
  readonly label: string;
  readonly value: number;
  readonly text: string;
}

/** Horizontal bars with name and figure; the same rows are one key away as a table. */
export function BarChart({ label, bars }: { readonly label: string; readonly bars: readonly Bar[] }) {
  const largest = Math.max(1, ...bars.map((bar) => Math.abs(bar.value)));
  const rowHeight = 40;
  const height = bars.length * rowHeight;
  return (
    <svg
      className={styles['chart']}
      viewBox={`0 0 640 ${Math.max(rowHeight, height)}`}
      role="img"
      aria-label={`${label}: ${bars.map((bar) => `${bar.label} ${bar.text}`).join(', ')}`}
    >
      {bars.map((bar, index) => {
        const y = index * rowHeight;
        const width = Math.max(2, (330 * Math.abs(bar.value)) / largest);
        return (
          <g key={bar.key}>
            <text className={styles['name']} x={150} y={y + 26} textAnchor="end">
              {bar.label}
            </text>
            <rect className={styles['bar']} x={162} y={y + 8} width={width} height={24} rx={3} />
            <text className={styles['value']} x={170 + width} y={y + 26}>
              {bar.text}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
