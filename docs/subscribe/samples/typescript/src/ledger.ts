// What has been taken in: ids, how far each dossier is, the place in the feed. A line a fact, appended and synced, so that
// it is still known after a crash. A system with a database keeps it there, in the transaction of what it makes of the event.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from "node:fs";

export interface CloudEvent {
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  sequence: string;
  data: unknown;
}

type Fact = { id: string; series: string; sequence: number } | { position: number };

export class Ledger {
  private readonly ids = new Set<string>();
  private readonly reached = new Map<string, number>();
  private readonly file: number;
  position = 0;

  constructor(path: string) {
    if (existsSync(path)) {
      for (const line of readFileSync(path, "utf8").split("\n").slice(0, -1)) this.learn(JSON.parse(line) as Fact);
    }
    this.file = openSync(path, "a");
  }

  knows(event: CloudEvent): boolean {
    return this.ids.has(event.id);
  }

  // The last sequence of the event's dossier and source that was taken in; 0 for none.
  last(event: CloudEvent): number {
    return this.reached.get(seriesOf(event)) ?? 0;
  }

  take(event: CloudEvent): void {
    this.keep({ id: event.id, series: seriesOf(event), sequence: Number(event.sequence) });
  }

  moveTo(position: number): void {
    if (position !== this.position) this.keep({ position });
  }

  close(): void {
    closeSync(this.file);
  }

  private keep(fact: Fact): void {
    writeSync(this.file, JSON.stringify(fact) + "\n");
    fsyncSync(this.file);
    this.learn(fact);
  }

  private learn(fact: Fact): void {
    if ("position" in fact) {
      this.position = fact.position;
      return;
    }
    this.ids.add(fact.id);
    this.reached.set(fact.series, Math.max(fact.sequence, this.reached.get(fact.series) ?? 0));
  }
}

function seriesOf(event: CloudEvent): string {
  return `${event.source} ${event.subject}`;
}
