// Gives a plain chart option the product's look: colours by token, type, axes, tooltips.
import { band, whisker } from "./marks";

type Plain = Record<string, unknown>;

const styles = (): CSSStyleDeclaration => getComputedStyle(document.documentElement);

/** "$accent" becomes the colour that the token has in the present theme; all else stays. */
export function coloured(value: unknown, css: CSSStyleDeclaration = styles()): unknown {
  if (typeof value === "string" && value.startsWith("$")) {
    return css.getPropertyValue(`--${value.slice(1)}`).trim() || value;
  }
  if (Array.isArray(value)) return value.map((item) => coloured(item, css));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, coloured(item, css)]));
  }
  return value;
}

function merged(ground: Plain, own: Plain): Plain {
  const result: Plain = { ...ground };
  for (const [key, value] of Object.entries(own)) {
    const under = result[key];
    const both = [under, value].every((v) => v && typeof v === "object" && !Array.isArray(v));
    result[key] = both ? merged(under as Plain, value as Plain) : value;
  }
  return result;
}

const list = (value: unknown): Plain[] => (Array.isArray(value) ? value : value ? [value] : []) as Plain[];

const AXIS: Plain = {
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: "$ink-2", fontSize: 12, hideOverlap: true },
  nameTextStyle: { color: "$ink-2", fontSize: 12 },
  nameLocation: "middle",
  nameGap: 28,
  splitLine: { lineStyle: { color: "$grid" } },
};

const ACROSS: Plain = { splitLine: { show: false }, axisLine: { show: true, lineStyle: { color: "$axis" } } };

const GROUND: Plain = {
  animation: false,
  textStyle: { fontFamily: "Plex, system-ui, sans-serif", fontSize: 12, color: "$ink-2" },
  grid: { left: 8, right: 16, top: 12, bottom: 8, outerBoundsMode: "same" },
  tooltip: {
    trigger: "axis",
    renderMode: "richText",
    confine: true,
    transitionDuration: 0,
    backgroundColor: "$raised",
    borderColor: "$line",
    borderWidth: 1,
    padding: [6, 10],
    textStyle: { color: "$ink", fontSize: 12, fontFamily: "Plex, system-ui, sans-serif" },
    axisPointer: { lineStyle: { color: "$ink-3", type: "dashed" } },
  },
};

const SERIES: Record<string, Plain> = {
  line: {
    color: "$accent", symbol: "circle", symbolSize: 8, showSymbol: true,
    lineStyle: { width: 2, color: "$accent" },
    itemStyle: { color: "$surface", borderColor: "$accent", borderWidth: 1.5 },
  },
  bar: { color: "$accent", barMaxWidth: 32 },
  scatter: { color: "$accent", symbolSize: 9 },
};

const MARKS: Plain = {
  markLine: {
    silent: true, symbol: "none",
    label: { color: "$ink-2", fontSize: 12, formatter: "{b}" },
    lineStyle: { color: "$ink-3", type: [4, 3], width: 1 },
  },
  markArea: { silent: true, itemStyle: { color: "$ink-3", opacity: 0.13 } },
  markPoint: { symbol: "circle", symbolSize: 14, label: { color: "$poor", position: "bottom", fontSize: 12 },
    itemStyle: { color: "transparent", borderColor: "$poor", borderWidth: 2 } },
};

function series(own: Plain): Plain {
  const kind = String(own["type"] ?? "line");
  if (kind === "band") return band(own);
  if (kind === "whisker") return whisker(own);
  const marks = Object.fromEntries(Object.entries(MARKS).filter(([name]) => name in own));
  return merged(merged(SERIES[kind] ?? {}, marks), own);
}

/** The full ECharts option for the server's plain one. */
export function dressed(own: Plain): Plain {
  const option = merged(GROUND, own);
  option["xAxis"] = list(own["xAxis"] ?? {}).map((axis) => merged(merged(AXIS, ACROSS), axis));
  option["yAxis"] = list(own["yAxis"] ?? {}).map((axis) => merged(AXIS, axis));
  // Names of reference lines stand right of the plot and need room there.
  const named = list(own["series"]).some((one) => "markLine" in one);
  option["grid"] = merged(GROUND["grid"] as Plain, { ...(named ? { right: 88 } : {}), ...(own["grid"] as Plain) });
  // Colours first: the marks of our own read them when they draw.
  option["series"] = list(own["series"]).map((one) => series(coloured(one) as Plain));
  return coloured(option) as Plain;
}
