// The AWS SDK for JavaScript behind lines of JSON: reads {operation, parameters, pages, wait} from its input, writes
// {answer}, {pages} or {error} for each. Options: --sdk FOLDER (where the SDK is installed), --endpoint, --region.
// {"$blob": <base64>} in the parameters stands for bytes; times are written as epoch seconds. With `describe` instead of
// an operation it writes each operation of the SDK with the input members that the SDK's schema requires.
import { createRequire } from "node:module";
import readline from "node:readline";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: { sdk: { type: "string" }, endpoint: { type: "string" }, region: { type: "string" } },
});
const sdk = createRequire(`${options.sdk}/package.json`)("@aws-sdk/client-ecr");
const client = new sdk.ECRClient({ endpoint: options.endpoint, region: options.region, maxAttempts: 1 });

function describe() {
  const operations = {};
  for (const [name, schema] of Object.entries(sdk)) {
    // [9, namespace, name, traits, input, output]; the input: [3, namespace, name, traits, members, types, how many of
    // the first members are required]
    if (!name.endsWith("$") || !Array.isArray(schema) || schema[0] !== 9) continue;
    const input = schema[4]();
    operations[schema[2]] = { members: input[4] ?? [], required: (input[4] ?? []).slice(0, input[6] ?? 0) };
  }
  return { answer: operations };
}

function revive(_, value) {
  return value !== null && typeof value === "object" && "$blob" in value ? Buffer.from(value.$blob, "base64") : value;
}

function plain(value) {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(plain);
  if (value === null || typeof value !== "object") return value;
  const members = Object.entries(value).filter(([key, member]) => key !== "$metadata" && member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, plain(member)]));
}

async function serve({ operation, parameters, pages, wait }) {
  if (operation === "describe") return describe();
  if (wait) {
    await sdk[`waitUntil${wait}`]({ client, minDelay: 1, maxDelay: 1, maxWaitTime: 2 }, parameters);
    return { answer: {} };
  }
  if (pages) {
    const all = [];
    for await (const page of sdk[`paginate${operation}`]({ client, pageSize: pages.size }, parameters)) {
      all.push(plain(page));
    }
    return { pages: all };
  }
  return { answer: plain(await client.send(new sdk[`${operation}Command`](parameters))) };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let reply;
  try {
    reply = await serve(JSON.parse(line, revive));
  } catch (error) {
    reply = { error: { name: error.name, message: error.message, status: error.$metadata?.httpStatusCode ?? 0 } };
  }
  process.stdout.write(JSON.stringify(reply) + "\n");
}
