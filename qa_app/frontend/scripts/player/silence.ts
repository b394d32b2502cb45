// Leaps over quiet stretches while playing, leaving a breath at each end.

const BREATH_S = 0.25;

/** Where to go on from `time`, or null where nothing is skipped; never beyond `until`. */
export function after(quiet: [number, number][], time: number, until = Infinity): number | null {
  const found = quiet.find(([start, end]) => time >= start + BREATH_S && time < end - 2 * BREATH_S);
  if (!found) return null;
  const to = found[1] - BREATH_S;
  return to < until ? to : null;
}
