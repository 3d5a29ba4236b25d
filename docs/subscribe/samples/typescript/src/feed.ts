// The pull feed over HTTP: what happened after a position, or all that happened to a dossier.
import type { CloudEvent } from "./ledger.js";

export interface Page {
  items: CloudEvent[];
  positions: number[];
  next_after: number;
  first_position: number;
  last_position: number;
}

// What was asked for has aged out of the stream, which begins later by now.
export class AgedOut extends Error {}

export class Feed {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async page(after: number, query: Record<string, string> = {}): Promise<Page> {
    const asked = new URLSearchParams({ after: String(after), page_size: "500", ...query });
    const answer = await fetch(`${this.url}?${asked}`, { headers: { authorization: `Bearer ${this.token}` } });
    if (answer.status === 410) throw new AgedOut(await answer.text());
    if (!answer.ok) throw new Error(`the feed says ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as Page;
  }

  async ofDossier(dossier: string): Promise<CloudEvent[]> {
    const found: CloudEvent[] = [];
    for (let after = 0, last = 1; after < last; ) {
      const page = await this.page(after, { dossier });
      found.push(...page.items);
      after = page.next_after;
      last = page.last_position;
    }
    return found;
  }
}
