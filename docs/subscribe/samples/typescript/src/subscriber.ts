// A subscriber of motcua. It drops what comes twice, notices what is missing, and fetches it from the feed.
//   node dist/subscriber.js connection.json [--via nats|feed] [--state file] [--count n] [--idle seconds]
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { jetstream, type JsMsg } from "@nats-io/jetstream";
import { connect, nkeyAuthenticator } from "@nats-io/transport-node";
import { AgedOut, Feed } from "./feed.js";
import { type CloudEvent, Ledger } from "./ledger.js";

interface Connection {
  servers: string[];
  nkey_seed_file: string;
  stream: string;
  consumer: string;
  inbox_prefix: string;
  feed: string;
  token_file: string;
}

const TRY_AGAIN_MS = 30_000;
const told = { applied: 0, duplicates: 0, caught_up: 0, gaps: [] as string[] };

// Here your system does what it does with an event. It must be kept together with the ledger: both or neither.
function apply(event: CloudEvent, ledger: Ledger): void {
  ledger.take(event);
  told.applied += 1;
  const source = event.source.replace("urn:motcua:", "");
  console.log(`${event.time}  ${event.type}  ${event.subject}  ${source} #${Number(event.sequence)}`);
}

async function take(event: CloudEvent, ledger: Ledger, feed: Feed): Promise<void> {
  if (ledger.knows(event)) {
    told.duplicates += 1;
    return;
  }
  const last = ledger.last(event);
  const sequence = Number(event.sequence);
  if (sequence > last + 1) {
    console.log(`gap ${last}→${sequence} of ${event.subject} from ${event.source}; asking the feed`);
    told.gaps.push(`${last}→${sequence}`);
    // What the feed does not give either was not granted, or is of a type that was not asked for: no loss.
    for (const older of await feed.ofDossier(event.subject)) {
      if (older.source !== event.source || Number(older.sequence) >= sequence || ledger.knows(older)) continue;
      apply(older, ledger);
      told.caught_up += 1;
    }
  }
  apply(event, ledger);
}

async function overNats(at: Connection, folder: string, ledger: Ledger, feed: Feed, enough: () => boolean): Promise<void> {
  const seed = readFileSync(join(folder, at.nkey_seed_file));
  const connection = await connect({
    servers: at.servers,
    authenticator: nkeyAuthenticator(new Uint8Array(seed.subarray(0, seed.toString().trimEnd().length))),
    inboxPrefix: at.inbox_prefix,
    maxReconnectAttempts: -1,
  });
  const consumer = await jetstream(connection).consumers.get(at.stream, at.consumer);
  while (!enough()) {
    try {
      const messages = await consumer.fetch({ max_messages: 50, expires: 1_000 });
      for await (const message of messages) await acknowledged(message, ledger, feed);
    } catch (fault) {
      console.error(`the broker is away: ${fault}`);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
  await connection.drain();
}

async function acknowledged(message: JsMsg, ledger: Ledger, feed: Feed): Promise<void> {
  try {
    await take(message.json<CloudEvent>(), ledger, feed);
    await message.ackAck();
    ticked = Date.now();
  } catch (fault) {
    console.error(`not now: ${fault}`);
    message.nak(TRY_AGAIN_MS); // never a bare nak: it would come again at once, until it comes no more
  }
}

async function overHttp(ledger: Ledger, feed: Feed, enough: () => boolean): Promise<void> {
  while (!enough()) {
    try {
      const page = await feed.page(ledger.position, { wait: "2" });
      for (const event of page.items) await take(event, ledger, feed);
      ledger.moveTo(page.next_after); // after the events: rather twice than never
      if (page.items.length > 0) ticked = Date.now();
    } catch (fault) {
      if (!(fault instanceof AgedOut)) throw fault;
      console.error(`events were lost to us while we were away: ${fault.message}`);
      ledger.moveTo(0); // from the beginning of what there is; what is known already is dropped
    }
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    via: { type: "string", default: "nats" },
    state: { type: "string", default: "subscriber.jsonl" },
    count: { type: "string", default: "0" },
    idle: { type: "string", default: "0" },
  },
});
const file = positionals[0] ?? "connection.json";
const at = JSON.parse(readFileSync(file, "utf8")) as Connection;
const token = readFileSync(join(dirname(file), at.token_file), "utf8").trim();
const ledger = new Ledger(values.state);
let ticked = Date.now();
const enough = (): boolean =>
  (Number(values.count) > 0 && told.applied >= Number(values.count)) ||
  (Number(values.idle) > 0 && Date.now() - ticked > Number(values.idle) * 1_000);
const feed = new Feed(at.feed, token);
await (values.via === "feed" ? overHttp(ledger, feed, enough) : overNats(at, dirname(file), ledger, feed, enough));
ledger.close();
console.log(JSON.stringify(told));
