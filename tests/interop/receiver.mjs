// A receiver of webhooks that verifies them with software that we did not write: npm
// standardwebhooks and svix (v1), and node's own crypto (v1a), for the interop test.
// Usage: node receiver.mjs <folder with node_modules>
// Prints one line of JSON: where it is. PUT /keys gives a list of {"secret"} and {"public_key"};
// POST / answers 204 when each of them verifies the message by itself, else 401 with the reasons.
import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';

const load = createRequire(process.argv[2] + '/');
const verifiers = { standardwebhooks: load('standardwebhooks').Webhook, svix: load('svix').Webhook };
const spki = Buffer.from('302a300506032b6570032100', 'hex'); // RFC 8410: ed25519
const tolerance_s = 300;
let keys = [];

function verifyShared(secret, headers, body) {
  for (const [name, Webhook] of Object.entries(verifiers)) {
    try {
      new Webhook(secret).verify(body, headers);
    } catch (error) {
      throw new Error(`${name}: ${error.message}`);
    }
  }
}

function verifyPublic(text, headers, body) {
  const raw = Buffer.from(text.replace(/^whpk_/, ''), 'base64');
  const key = createPublicKey({ key: Buffer.concat([spki, raw]), format: 'der', type: 'spki' });
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': all } = headers;
  if (Math.abs(Date.now() / 1000 - Number(at)) > tolerance_s) throw new Error('node: too old');
  const signed = Buffer.from(`${id}.${at}.${body}`);
  const fits = all.split(' ').some((one) => {
    const [tag, signature] = one.split(',');
    return tag === 'v1a' && verify(null, signed, key, Buffer.from(signature, 'base64'));
  });
  if (!fits) throw new Error('node: no signature fits the public key');
}

function refusals(headers, body) {
  const found = [];
  for (const key of keys) {
    try {
      if (key.secret) verifyShared(key.secret, headers, body);
      else verifyPublic(key.public_key, headers, body);
    } catch (error) {
      found.push(error.message);
    }
  }
  return keys.length === 0 ? ['no keys'] : found;
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8');
    if (request.method === 'PUT') {
      keys = JSON.parse(body);
      response.writeHead(204).end();
      return;
    }
    const found = refusals(request.headers, body);
    if (found.length === 0) response.writeHead(204).end();
    else response.writeHead(401).end(found.join('; '));
  });
});
server.listen(0, '127.0.0.1', () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}` }));
});
