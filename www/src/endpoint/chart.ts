/** The rows as bars; what belongs to another tenant is red. The table beside it says the same in text. */
import { BarController, BarElement, CategoryScale, Chart, LinearScale, Tooltip } from "chart.js";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, Tooltip);

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly leaked: boolean;
}

export function barChart(canvas: HTMLCanvasElement): { show(bars: readonly Bar[]): void } {
  const chart = new Chart<"bar", number[], string>(canvas, {
    type: "bar",
    data: { labels: [], datasets: [] },
    options: {
      indexAxis: "y",
      animation: false,
      maintainAspectRatio: false,
      plugins: { tooltip: { displayColors: false } },
      scales: { x: { border: { display: false } }, y: { grid: { display: false }, ticks: { autoSkip: false } } },
    },
  });
  return {
    show(bars) {
      const style = getComputedStyle(canvas);
      const colour = (name: string) => resolve(canvas, name);
      const size = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const font = { family: style.fontFamily, size: size * 0.75 };
      chart.data.labels = bars.map(({ label }) => label);
      chart.data.datasets = [
        {
          data: bars.map(({ value }) => value),
          backgroundColor: bars.map(({ leaked }) => colour(leaked ? "--error" : "--accent")),
          borderRadius: 3,
          maxBarThickness: size * 1.1,
        },
      ];
      for (const axis of ["x", "y"] as const) {
        const scale = chart.options.scales![axis]!;
        scale.ticks = { ...scale.ticks, color: colour("--muted"), font };
      }
      chart.options.scales!["x"]!.grid = { color: colour("--line") };
      canvas.parentElement!.style.height = `${Math.max(8, bars.length * 1.75 + 2)}rem`;
      chart.resize();
      chart.update();
    },
  };
}

/** A custom property's colour as the canvas understands it: light-dark() only works in a style. */
function resolve(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`;
  const colour = getComputedStyle(element).color;
  element.style.color = "";
  return colour;
}
