// Signs webhooks with the partners' own libraries, for the interop test of schemes.
// Usage: node signer.mjs <folder with node_modules>
// Prints one line of JSON: where it is. POST / {"signer", "secret", "body" (base64), "id", "url",
// "params"} answers the headers that the library's server would send; GET /examples/<n> the n-th
// example event of GitHub's documentation: {"event", "body"}, 404 after the last.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(`${process.argv[2]}/package.json`);
const { sign } = await import(
  pathToFileURL(`${process.argv[2]}/node_modules/@octokit/webhooks-methods/dist-node/index.js`));
const { Webhook } = require('standardwebhooks');
const { Webhook: Svix } = require('svix');
const Stripe = require('stripe');
const twilio = require('twilio/lib/webhooks/webhooks');
const { isValidSlackRequest } = require('@slack/bolt');

const now = () => Math.floor(Date.now() / 1000);
const standard = (Library) => ({ secret, body, id }) => {
  const at = new Date(now() * 1000);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(now()),
    'webhook-signature': new Library(secret).sign(id, at, body.toString()),
  };
};

const libraries = {
  octokit: async ({ secret, body, id }) => ({
    'X-Hub-Signature-256': await sign(secret, body.toString()),
    'X-GitHub-Delivery': id,
    'X-GitHub-Event': 'push',
  }),
  standardwebhooks: standard(Webhook),
  svix: standard(Svix),
  stripe: ({ secret, body }) => ({
    'Stripe-Signature': Stripe.webhooks.generateTestHeaderString({
      payload: body.toString(), secret, timestamp: now(),
    }),
  }),
  twilio_form: ({ secret, url, params }) => ({
    'Content-Type': 'application/x-www-form-urlencoded',
    'X-Twilio-Signature': twilio.getExpectedTwilioSignature(secret, url, params),
  }),
  twilio_json: ({ secret, url, body }) => ({
    'Content-Type': 'application/json',
    'X-Twilio-Signature': twilio.getExpectedTwilioSignature(
      secret, `${url}?bodySHA256=${twilio.getExpectedBodyHash(body.toString())}`, {}),
    digest: twilio.getExpectedBodyHash(body.toString()),
  }),
  // Slack's library only verifies: the headers come signed.
  bolt_verifies: ({ secret, body, params }) => ({
    verdict: String(isValidSlackRequest({
      signingSecret: secret, body: body.toString(), headers: params,
    })),
  }),
};

const folder = require.resolve('@octokit/webhooks-examples/package.json').replace('package.json', '');
const examples = JSON.parse(readFileSync(`${folder}api.github.com/index.json`))
  .flatMap(({ name, examples: all }) => all.map((one) => ({ event: name, body: JSON.stringify(one) })));

async function answer(request, response) {
  if (request.method === 'GET') {
    const example = examples[Number(request.url.split('/')[2])];
    response.writeHead(example ? 200 : 404).end(example ? JSON.stringify(example) : '');
    return;
  }
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const asked = JSON.parse(Buffer.concat(chunks));
  asked.body = Buffer.from(asked.body, 'base64');
  response.end(JSON.stringify(await libraries[asked.signer](asked)));
}

const server = createServer((request, response) => {
  answer(request, response).catch((problem) => response.writeHead(500).end(String(problem.stack)));
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` }));
});
