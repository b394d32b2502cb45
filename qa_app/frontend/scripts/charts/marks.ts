// Two marks that ECharts lacks: the band of an interval around a line, and dot with whisker.

type Plain = Record<string, unknown>;
interface Pen {
  value: (dimension: number) => number;
  coord: (point: [number, number]) => [number, number];
}
interface Place {
  dataIndex: number;
}

const tokenColour = (token: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(token).trim();

/** data: rows of [x, low, high] in the order of x; drawn as one area behind the lines. */
export function band(own: Plain): Plain {
  const rows = own["data"] as [number, number, number][];
  const fill = (own["color"] as string | undefined) ?? tokenColour("--accent");
  return {
    ...own,
    type: "custom",
    silent: true,
    z: 1,
    tooltip: { show: false },
    encode: { x: 0, y: [1, 2] },
    renderItem: (place: Place, pen: Pen) => {
      if (place.dataIndex !== 0) return undefined;
      const low = rows.map(([x, bottom]) => pen.coord([x, bottom]));
      const high = rows.map(([x, , top]) => pen.coord([x, top]));
      return { type: "polygon", shape: { points: [...low, ...high.reverse()] }, style: { fill, opacity: 0.14 } };
    },
  };
}

/** data: rows of [x, value, low, high]; the whisker stands upright over x. */
export function whisker(own: Plain): Plain {
  const colour = (own["color"] as string | undefined) ?? tokenColour("--accent");
  return {
    ...own,
    type: "custom",
    encode: { x: 0, y: [1, 2, 3], tooltip: [1, 2, 3] },
    renderItem: (_place: Place, pen: Pen) => {
      const [x, y] = pen.coord([pen.value(0), pen.value(1)]);
      const low = pen.coord([pen.value(0), pen.value(2)])[1];
      const high = pen.coord([pen.value(0), pen.value(3)])[1];
      return {
        type: "group",
        children: [
          { type: "line", shape: { x1: x, x2: x, y1: low, y2: high }, style: { stroke: colour, lineWidth: 2 } },
          { type: "circle", shape: { cx: x, cy: y, r: 4.5 }, style: { fill: colour } },
        ],
      };
    },
  };
}
