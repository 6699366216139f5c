/** The Endpoint tab: a request with the token, what it may do, and the rows that come back. */
import { effect } from "@preact/signals-core";
import { html, render } from "lit-html";
import { hasProject } from "../core/share.js";
import { tab } from "../core/state.js";
import { themeChanges } from "../core/theme.js";
import { draw, onNarrow } from "../core/view.js";
import { isLeaked, leaked, openDatabase, rows } from "./answer.js";
import { answer } from "./answered.js";
import { burst } from "./burst.js";
import type { Bar } from "./chart.js";
import { checks } from "./checks.js";
import { dropped, files, isDropped } from "./files.js";
import { map } from "./map.js";
import { parameters } from "./parameters.js";
import { requestBar } from "./request-bar.js";
import { resource } from "./request.js";
import { table } from "./rows.js";
import { sql } from "./sql.js";
import { trials } from "./trials.js";
import { isChosen, mode, openDemo, openServed, reopenOwn } from "./workspace.js";

export function endpointPanel(host: HTMLElement): void {
  render(
    html`<div class="endpoint grid">
      <div class="files-host"></div>
      <div class="request-host"><div class="bar-host"></div><div class="answer-host"></div></div>
      <div class="trials-host"></div>
      <div class="stack about-request">
        <div class="params-host"></div>
        <div class="checks-host"></div>
        <div class="map-host"></div>
        <div class="sql-host"></div>
      </div>
      <div class="stack about-answer">
        <div class="rows-host"></div>
        <section class="panel chart" aria-labelledby="chart-title">
          <h2 id="chart-title" class="label">Chart</h2>
          <div class="canvas"><canvas role="img" aria-label="The rows as bars; the table says the same"></canvas></div>
        </section>
      </div>
      <div class="burst-host"></div>
    </div>`,
    host,
  );
  const find = (selector: string) => host.querySelector<HTMLElement>(selector)!;
  // In one column the rows stand nearer to the request.
  onNarrow((isNarrow) => {
    if (isNarrow) find(".about-request").before(find(".about-answer"));
    else find(".about-request").after(find(".about-answer"));
  });
  if (hasProject.peek() && !isChosen) void openServed();
  void reopenOwn();
  tab.subscribe((name) => {
    if (name !== "endpoint") return;
    openDemo();
    openDatabase();
  });
  draw(find(".files-host"), files);
  draw(find(".bar-host"), requestBar);
  draw(find(".answer-host"), answer);
  draw(find(".trials-host"), trials);
  draw(find(".params-host"), parameters);
  draw(find(".checks-host"), checks);
  draw(find(".map-host"), map);
  draw(find(".sql-host"), sql);
  draw(find(".rows-host"), table);
  draw(find(".burst-host"), burst);
  takeDrops(host);
  // Where there is nothing to call yet, the files come first.
  effect(() => {
    const isEmpty = resource.value === undefined;
    for (const part of host.querySelectorAll<HTMLElement>(".endpoint > :not(.files-host)")) part.hidden = isEmpty;
  });
  void import("./chart.js").then(({ barChart }) => {
    const chart = barChart(host.querySelector("canvas")!);
    effect(() => {
      void themeChanges.value;
      const drawn = tab.value === "endpoint" && mode.value === "demo" ? bars() : [];
      find(".chart").hidden = drawn.length === 0;
      if (drawn.length > 0) chart.show(drawn);
    });
  });
}

/** A folder may be dropped anywhere on the tab. */
function takeDrops(host: HTMLElement): void {
  host.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files") !== true) return;
    event.preventDefault();
    isDropped(true);
  });
  host.addEventListener("dragleave", ({ relatedTarget }) => {
    if (!host.contains(relatedTarget as Node | null)) isDropped(false);
  });
  host.addEventListener("drop", (event) => {
    if (event.dataTransfer?.types.includes("Files") !== true) return;
    event.preventDefault();
    isDropped(false);
    void dropped(event.dataTransfer);
  });
}

/** The rows as bars: by label and tenant, where there are several. */
function bars(): readonly Bar[] {
  const axes = resource.value?.chart;
  if (axes === undefined) return [];
  const { label, value } = axes;
  const list = rows.value;
  const several = leaked.value > 0 && new Set(list.map((row) => row["org_id"])).size > 1;
  const found = new Map<string, Bar>();
  for (const row of list) {
    const name = several ? `${row["org_id"]} ${row[label]}` : String(row[label]);
    const sum = (found.get(name)?.value ?? 0) + (value === undefined ? 1 : Number(row[value]));
    found.set(name, { label: name, value: sum, leaked: isLeaked(row) });
  }
  const drawn = [...found.values()];
  return value === undefined ? drawn.toSorted((one, other) => other.value - one.value) : drawn;
}
