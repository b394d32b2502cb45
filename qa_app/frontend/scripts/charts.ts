// Draws the charts of a page from the plain data in their frames, and draws them anew on a theme change.
import { CustomChart, BarChart, LineChart, ScatterChart } from "echarts/charts";
import {
  AxisPointerComponent,
  GridComponent,
  MarkAreaComponent,
  MarkLineComponent,
  MarkPointComponent,
  TooltipComponent,
} from "echarts/components";
import { init, use, type EChartsType } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { dressed } from "./charts/dress";
import { word } from "./words";

use([
  BarChart, LineChart, ScatterChart, CustomChart,
  AxisPointerComponent, GridComponent, MarkAreaComponent, MarkLineComponent, MarkPointComponent,
  TooltipComponent, SVGRenderer,
]);

const drawn = new Map<HTMLElement, EChartsType>();

const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) drawn.get(target as HTMLElement)?.resize();
});

function option(frame: Element): Record<string, unknown> {
  const text = frame.querySelector('script[type="application/json"]')?.textContent ?? "{}";
  return JSON.parse(text) as Record<string, unknown>;
}

function draw(frame: Element): void {
  const canvas = frame.querySelector<HTMLElement>(".chart-canvas");
  if (!canvas || canvas.clientWidth === 0) return;
  try {
    const earlier = drawn.get(canvas);
    if (!earlier) canvas.replaceChildren();
    const chart = earlier ?? init(canvas, null, { renderer: "svg" });
    chart.setOption(dressed(option(frame)), { notMerge: true });
    drawn.set(canvas, chart);
    widths.observe(canvas);
  } catch (error) {
    const line = document.createElement("p");
    line.className = "chart-wait";
    line.textContent = word("chart-failed");
    canvas.replaceChildren(line);
    console.error(error);
  }
}

function drawAll(root: ParentNode = document): void {
  for (const frame of root.querySelectorAll("[data-chart]")) draw(frame);
}

function forgetGone(): void {
  for (const [canvas, chart] of drawn) {
    if (canvas.isConnected) continue;
    widths.unobserve(canvas);
    chart.dispose();
    drawn.delete(canvas);
  }
}

document.addEventListener("qa:theme", () => drawAll());
document.addEventListener("htmx:afterSettle", () => {
  forgetGone();
  drawAll();
});
// Text is measured when it is drawn, so the drawing waits for its font.
void document.fonts.ready.then(() => drawAll());
