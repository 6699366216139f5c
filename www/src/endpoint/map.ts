/** The map of an endpoint: what each of its nodes reads for this request, from the tables on the left to the answer on the right. */
import { type TemplateResult, html, nothing, svg } from "lit-html";
import { type MapNode, type Rendered, failedNode, rendered } from "./rendered.js";
import { fixed, resource } from "./request.js";

const [WIDTH, HEIGHT, ACROSS, DOWN, MARGIN] = [150, 34, 44, 12, 4];
/** Longer names are cut; the list for screen readers has them whole. */
const LETTERS = 20;

export function map(): TemplateResult | typeof nothing {
  const drawn = rendered.value;
  if (drawn === undefined || drawn.nodes.length === 0) return nothing;

  return html`<section class="panel map" aria-labelledby="map-title">
    <h2 id="map-title" class="label">What it reads</h2>
    ${failedNode.value !== undefined ? html`<p class="landings" data-test="landings">The request ends with an error, so no SQL runs.</p>` : html`${picture(drawn)} ${landings(drawn)}`}
  </section>`;
}

function picture(drawn: Rendered): TemplateResult {
  const deepest = Math.max(...drawn.nodes.map(({ depth }) => depth));
  const columns = Array.from({ length: deepest + 1 }, (_, index) => drawn.nodes.filter(({ depth }) => depth === deepest - index));
  const tallest = Math.max(...columns.map((column) => column.length));
  const height = tallest * (HEIGHT + DOWN) - DOWN + 2 * MARGIN;
  const width = columns.length * (WIDTH + ACROSS) - ACROSS + 2 * MARGIN;
  const places = new Map<string, readonly [x: number, y: number]>();
  columns.forEach((column, x) => {
    const free = height - 2 * MARGIN - (column.length * (HEIGHT + DOWN) - DOWN);
    column.forEach(({ id }, y) => places.set(id, [MARGIN + x * (WIDTH + ACROSS), MARGIN + free / 2 + y * (HEIGHT + DOWN)]));
  });
  const name = (id: string) => drawn.nodes.find((node) => node.id === id)?.name ?? id;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Map of ${resource.value?.name ?? ""}">
      <svg
        viewBox="0 0 ${width} ${height}"
        width=${width}
        height=${height}
        role="img"
        aria-label=${drawn.edges.length === 0 ? "It reads nothing" : drawn.edges.map(([reader, read]) => `${name(reader)} reads ${name(read)}`).join(", ")}
        data-test="map"
      >
        ${drawn.edges.map(([reader, read]) => {
          const [to, from] = [places.get(reader), places.get(read)];
          if (to === undefined || from === undefined) return nothing;
          const [x1, y1, x2, y2] = [from[0] + WIDTH, from[1] + HEIGHT / 2, to[0], to[1] + HEIGHT / 2];
          const middle = (x1 + x2) / 2;
          return svg`<path class="edge" d="M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}" />`;
        })}
        ${drawn.nodes.map((node) => box(node, places.get(node.id) ?? [0, 0]))}
      </svg>
    </div>`;
}

/** Where what is pinned stands in the SQL. Nothing is said to stand nowhere that could not be followed. */
function landings(drawn: Rendered): TemplateResult {
  const isWhole = drawn.error === null && drawn.unknown.length === 0;
  return html`<ul class="landings" data-test="landings">
    ${Object.keys(fixed.value).map((param) => {
      const where = drawn.nodes.filter(({ landings }) => landings.some((landing) => landing.param === param));
      if (where.length > 0)
        return html`<li><code>${param}</code> lands in ${where.map(({ name }, index) => html`${index > 0 ? ", " : ""}<code>${name}</code>`)}.</li>`;
      return isWhole && !drawn.nodes.some(({ untraced }) => untraced.includes(param))
        ? html`<li class="leak"><code>${param}</code> is nowhere in the SQL of this request.</li>`
        : html`<li class="muted">Where <code>${param}</code> stands in the SQL of this request could not be followed.</li>`;
    })}
    ${drawn.unread.length === 0 || !isWhole ? nothing : html`<li class="muted">Not read by this endpoint: ${drawn.unread.join(", ")}.</li>`}
    ${drawn.unknown.length === 0 ? nothing : html`<li class="muted">What ${drawn.unknown.join(", ")} reads could not be followed.</li>`}
  </ul>`;
}

function box({ name, kind, depth, landings }: MapNode, [x, y]: readonly [number, number]): unknown {
  const pinned = landings.length > 0 ? "pinned" : "";
  const short = name.length > LETTERS ? `${name.slice(0, LETTERS - 1)}…` : name;
  return svg`<g class="box ${kind} ${pinned} ${depth === 0 ? "result" : ""}">
    <rect x=${x} y=${y} width=${WIDTH} height=${HEIGHT} rx="7" />
    <text x=${x + WIDTH / 2} y=${y + HEIGHT / 2}>${short}</text>
  </g>`;
}
