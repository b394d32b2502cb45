// From one item to the next without a page load: the next page is fetched ahead and its parts swapped.
const PARTS = ["[data-part=place]", "[data-part=next]", "[data-part=more]", ".facts", "#scoring", "#skip"];

export class NextPage {
  private url = "";
  private page: Promise<Document | null> = Promise.resolve(null);

  /** Fetches the page ahead; it is only read, nothing is begun by that. */
  prefetch(url: string): void {
    this.url = url;
    this.page = read(url);
  }

  /** Shows the page at `url`: at once where it was fetched ahead, else by going there. */
  async turnTo(url: string): Promise<boolean> {
    const ahead = this.url.split("?")[0] === url ? await this.page : null;
    if (!ahead || !fits(ahead)) {
      location.assign(url);
      return false;
    }
    for (const part of PARTS) swap(ahead, part);
    document.title = ahead.title;
    history.pushState({ scoring: true }, "", url);
    return true;
  }
}

async function read(url: string): Promise<Document | null> {
  const response = await fetch(url, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!response?.ok || response.redirected) return null;
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

/** A page with a player needs its script, and one without a scorecard none of ours. */
function fits(page: Document): boolean {
  const plays = page.querySelector("[data-player]") !== null;
  const hasPlayer = document.querySelector('script[src*="/player-"]') !== null;
  return page.getElementById("scoring-data") !== null && (!plays || hasPlayer);
}

function swap(page: Document, part: string): void {
  const [here, there] = [document.querySelector(part), page.querySelector(part)];
  if (here && there) here.replaceWith(document.adoptNode(there));
}
