"""What is checked of a page in the browser: axe, its width, the size of what one clicks."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

FRONT = Path(__file__).resolve().parents[2] / "qa_app"
MANIFEST = FRONT / "static" / "dist" / "manifest.json"
AXE = FRONT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
# axe's preloading adds a style element, which the policy refuses as it should.
RUN_AXE = """async () => (await axe.run(document, {preload: false, runOnly: ["wcag2a", "wcag2aa",
  "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})).violations.map((v) => v.id + ": "
  + v.nodes.map((n) => n.html.slice(0, 120)).join(" | "))"""
# What alone depends on the theme.
RUN_CONTRAST = """async () => (await axe.run(document, {preload: false,
  runOnly: {type: "rule", values: ["color-contrast"]}})).violations.map((v) => v.id + ": "
  + v.nodes.map((n) => n.html.slice(0, 120)).join(" | "))"""
SETTLED = "document.fonts.ready.then(() => new Promise((done) => setTimeout(done, 60)))"
SMALL = """(least) => [...document.querySelectorAll("a, button, input, select, summary, textarea")]
  .filter((e) => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    const seen = box.width > 1 && box.right > 0 && style.visibility !== "hidden";
    return seen && style.opacity !== "0" && !e.closest("p, label, li")
      && (box.width < least || box.height < least);
  }).map((e) => "too small: " + e.outerHTML.slice(0, 100))"""
TWICE = """() => {
  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  return [...new Set(ids.filter((id, place) => ids.indexOf(id) !== place))].map((id) =>
    `two elements have the id ${id}`);
}"""
TARGET_PX = 24


def faults_of(page: Page) -> list[str]:
    """What the page as it stands does wrong: too wide, small targets, an id given twice, axe."""
    page.evaluate(SETTLED)
    size = page.viewport_size
    assert size is not None
    found = [str(item) for item in page.evaluate(SMALL, TARGET_PX)]
    found += [str(item) for item in page.evaluate(TWICE)]
    if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
        found.append(f"wider than {size['width']} px")
    page.evaluate(AXE.read_text())
    return found + [str(item) for item in page.evaluate(RUN_AXE)]


def faults_when_dark(page: Page) -> list[str]:
    """What of the same page is too pale in the dark theme; `faults_of` has looked at the rest."""
    page.emulate_media(color_scheme="dark")
    page.evaluate(SETTLED)
    found = [f"dark, {item}" for item in page.evaluate(RUN_CONTRAST)]
    page.emulate_media(color_scheme="light")
    return found
