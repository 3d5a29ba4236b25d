// Reads {secret, body, headers} from standard input; ends with 0 if the reference library takes the signature.
const { Webhook } = require("standardwebhooks");

const given = JSON.parse(require("fs").readFileSync(0, "utf8"));
try {
  new Webhook(given.secret).verify(given.body, given.headers);
} catch (refused) {
  console.error(refused.message);
  process.exit(1);
}
