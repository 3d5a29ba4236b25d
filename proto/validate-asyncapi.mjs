// Reads an AsyncAPI document with the reference parser and says what is wrong with it. Exit code 1 when anything is.
import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";

const [path] = process.argv.slice(2);
const ERROR = 0; // severities: error, warning, information, hint
const { document, diagnostics } = await new Parser().parse(await readFile(path, "utf8"));

for (const { severity, message, path: where } of diagnostics) {
  if (severity <= 1) console.error(`${path}: ${where.join("/")}: ${message}`);
}
process.exit(document && !diagnostics.some(({ severity }) => severity === ERROR) ? 0 : 1);
