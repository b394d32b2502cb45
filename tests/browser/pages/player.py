"""The player of a recording as a listener uses it, and what really comes out of it."""

from __future__ import annotations

from typing import cast

from playwright.sync_api import Locator, Page

# Listens at the last node before the speakers, one analyser an ear.
EARS = """
  const merge = AudioContext.prototype.createChannelMerger;
  AudioContext.prototype.createChannelMerger = function (count) {
    const [merger, splitter] = [merge.call(this, count), this.createChannelSplitter(2)];
    merger.connect(splitter);
    window.ears = [0, 1].map((ear) => {
      const analyser = this.createAnalyser();
      splitter.connect(analyser, ear);
      return analyser;
    });
    return merger;
  };
"""
LOUDEST = """async (ms) => {
  const loudest = [0, 0], until = performance.now() + ms;
  while (performance.now() < until) {
    window.ears.forEach((ear, place) => {
      const wave = new Float32Array(ear.fftSize);
      ear.getFloatTimeDomainData(wave);
      loudest[place] = Math.max(loudest[place], ...wave.map(Math.abs));
    });
    await new Promise((done) => setTimeout(done, 20));
  }
  return loudest;
}"""
# Where the recording is at each frame, for a while.
PLACES = """async (ms) => {
  const audio = document.querySelector("[data-player] audio"), places = [];
  const until = performance.now() + ms;
  while (performance.now() < until) {
    places.push(audio.currentTime);
    await new Promise((done) => requestAnimationFrame(done));
  }
  return places;
}"""


class PlayerPart:
    """The player on an open page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    @property
    def time(self) -> float:
        """Where the recording is, in seconds."""
        return float(
            self.page.evaluate("document.querySelector('[data-player] audio').currentTime")
        )

    def seek(self, seconds: float) -> None:
        """Go to a time without playing."""
        self.page.evaluate(
            "(at) => { document.querySelector('[data-player] audio').currentTime = at; }", seconds
        )

    def button(self, act: str) -> Locator:
        """The button that does that."""
        return self.page.locator(f'[data-player-do="{act}"]')

    def is_pressed(self, act: str) -> bool:
        """Whether a switch is on."""
        return self.button(act).get_attribute("aria-pressed") == "true"

    def marks(self, layer: str) -> list[str]:
        """The classes of what is marked over the wave in a layer, without what all have."""
        found = self.page.locator(f'.wave-marks[data-layer="{layer}"] .wave-mark')
        classes = found.evaluate_all("elements => elements.map((one) => one.className)")
        return [str(one).replace("wave-mark ", "") for one in classes]

    def places(self, ms: int) -> list[float]:
        """Where the recording is, frame by frame, for so many milliseconds."""
        return cast(list[float], self.page.evaluate(PLACES, ms))

    def loudest(self, ms: int) -> tuple[float, float]:
        """The highest amplitude of left and right ear within so many milliseconds."""
        left, right = self.page.evaluate(LOUDEST, ms)
        return float(left), float(right)
