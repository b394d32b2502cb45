// Colours and measures of the waveform: agent above the line, customer below, played parts strong.
import type { WaveSurferOptions } from "wavesurfer.js";

const FUTURE = 0x6b;
// A list of colours is spread as a gradient; many equal entries make the hard edge at the middle.
const SHARP = 64;

function halves(above: string, below: string): string[] {
  return [...Array<string>(SHARP).fill(above), ...Array<string>(SHARP).fill(below)];
}

export function waveLook(channels: number): Partial<WaveSurferOptions> {
  const css = getComputedStyle(document.documentElement);
  const token = (name: string) => css.getPropertyValue(`--${name}`).trim();
  const agent = token("agent");
  const other = channels > 1 ? token("cust") : agent;
  const faint = (colour: string) => `${colour}${FUTURE.toString(16)}`;
  return {
    height: 64,
    barWidth: 2,
    barGap: 1,
    barMinHeight: 1,
    waveColor: halves(faint(agent), faint(other)),
    progressColor: halves(agent, other),
    cursorColor: token("ink"),
    cursorWidth: 1.5,
  } as Partial<WaveSurferOptions>;
}
