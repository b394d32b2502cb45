// From one item to the next without a page load: the next page is fetched ahead and its parts swapped.
const PARTS = ["[data-part=place]", "[data-part=next]", "[data-part=more]", ".facts", "#scoring", "#skip"];

interface Ahead {
  title: string;
  /** Where each part goes, and the part, which belongs to this document already: that takes time. */
  parts: [string, Element][];
}

export class NextPage {
  private url = "";
  private page: Promise<Ahead | null> = Promise.resolve(null);

  /** Fetches the page ahead; it is only read, nothing is begun by that. */
  prefetch(url: string): void {
    this.url = url;
    this.page = read(url);
  }

  /** Shows the page at `url`: at once where it was fetched ahead, else by going there. */
  async turnTo(url: string): Promise<boolean> {
    const ahead = this.url.split("?")[0] === url ? await this.page : null;
    if (!ahead) {
      location.assign(url);
      return false;
    }
    // Focus that is in a part taken away would have all that is new styled then, and once more after.
    (document.activeElement as HTMLElement | null)?.blur();
    for (const [place, part] of ahead.parts) document.querySelector(place)?.replaceWith(part);
    document.title = ahead.title;
    history.pushState({ scoring: true }, "", url);
    return true;
  }
}

async function read(url: string): Promise<Ahead | null> {
  const response = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok || response.redirected) return null;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!fits(page)) return null;
  const parts: [string, Element][] = [];
  for (const place of PARTS) {
    const part = page.querySelector(place);
    if (part) parts.push([place, document.adoptNode(part)]);
  }
  return { title: page.title, parts };
}

/** A page with a player needs its script, and one without a scorecard none of ours. */
function fits(page: Document): boolean {
  const plays = page.querySelector("[data-player]") !== null;
  const hasPlayer = document.querySelector('script[src*="/player-"]') !== null;
  return page.getElementById("scoring-data") !== null && (!plays || hasPlayer);
}
