// Sends JSON to our own server and tells apart what it may answer.
export interface Answer {
  /** 0 where the server could not be reached. */
  status: number;
  body: Record<string, unknown>;
}

export async function post(url: string, body: string, keepalive = false): Promise<Answer> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      body,
      keepalive,
    });
    return { status: response.status, body: await jsonOf(response) };
  } catch {
    return { status: 0, body: {} };
  }
}

async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  try {
    return (await response.json()) as Record<string, unknown>;
  } catch {
    return {};
  }
}
