// What a listener likes, kept in the browser: the speed, and whether silence is skipped.

const STORE = "qa.player";

export interface Wishes {
  rate: number;
  skip: boolean;
}

export function wishes(): Wishes {
  try {
    const kept = JSON.parse(localStorage.getItem(STORE) ?? "{}") as Partial<Wishes>;
    return { rate: Number(kept.rate) || 1, skip: kept.skip === true };
  } catch {
    return { rate: 1, skip: false };
  }
}

export function wish(changed: Partial<Wishes>): void {
  localStorage.setItem(STORE, JSON.stringify({ ...wishes(), ...changed }));
}
