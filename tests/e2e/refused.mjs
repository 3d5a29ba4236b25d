// What a subscriber's credentials may not do, tried with the npm client: prints which of it the server let pass.
// node refused.mjs <folder of the sample> <connection.json> <another consumer> <a subject>
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const [folder, file, other, subject] = process.argv.slice(2);
const load = createRequire(join(folder, "package.json"));
const { connect, nkeyAuthenticator } = load("@nats-io/transport-node");
const { jetstream, jetstreamManager } = load("@nats-io/jetstream");

const at = JSON.parse(readFileSync(file, "utf8"));
const seed = readFileSync(join(dirname(file), at.nkey_seed_file), "utf8").trim();
const options = {
  servers: at.servers,
  inboxPrefix: at.inbox_prefix,
  reconnect: false,
};
const connection = await connect({ ...options, authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) });
const js = jetstream(connection, { timeout: 500 });
const ask = (api, body = "") => connection.request(`$JS.API.${api}`, body, { timeout: 500 });

async function heard(on) {
  const listening = connection.subscribe(on, { max: 1, timeout: 500 });
  for await (const message of listening) return message;
  throw new Error("heard nothing");
}

const attempts = {
  publish: () => js.publish(subject, "{}"),
  "plain publish": async () => {
    connection.publish(subject, "{}");
    await connection.flush();
    throw new Error("not acknowledged by anybody; the stream is looked at by the test");
  },
  "another's consumer": () => ask(`CONSUMER.INFO.${at.stream}.${other}`),
  "next of another's": () => ask(`CONSUMER.MSG.NEXT.${at.stream}.${other}`, "1"),
  "stream info": () => ask(`STREAM.INFO.${at.stream}`),
  "any message": () => ask(`STREAM.MSG.GET.${at.stream}`, '{"seq":1}'),
  "own consumer's end": () => ask(`CONSUMER.DELETE.${at.stream}.${at.consumer}`),
  "a wider consumer": () => ask(`CONSUMER.CREATE.${at.stream}.${at.consumer}`, "{}"),
  manager: () => jetstreamManager(connection, { timeout: 500 }),
  "all subjects": () => heard(">"),
  "the events": () => heard("motcua.v1.>"),
  "another's inbox": () => heard(`_INBOX.${other}.>`),
};
const passed = [];
await Promise.all(
  Object.entries(attempts).map(async ([name, attempt]) => {
    try {
      await attempt();
      passed.push(name);
    } catch {
      // refused, as it must be
    }
  }),
);
const own = await js.consumers.get(at.stream, at.consumer);
const info = await own.info();
let nobody = "let in";
try {
  await (await connect({ ...options, maxReconnectAttempts: 0 })).close();
} catch (fault) {
  nobody = "refused";
}
console.log(JSON.stringify({ passed, own: info.name, nobody }));
await connection.close();
