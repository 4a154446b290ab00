// A partner with an OAuth2 server that we did not write (oidc-provider), for the interop test.
// Usage: node partner.mjs <oidc-provider's lib/index.js>
// Prints one line of JSON: where it is, and private keys for the clients that sign.
import { generateKeyPairSync } from 'node:crypto';
import { createServer, get } from 'node:http';
import { pathToFileURL } from 'node:url';

const { Provider } = await import(
  pathToFileURL(`${process.argv[2]}/node_modules/oidc-provider/lib/index.js`));

// What the test can do to it: POST /control with any of these.
const control = { token_delay_ms: 0, token_status: 0, clock_skew_s: 0, says_no: false };
const realNow = Date.now;
Date.now = () => realNow() + control.clock_skew_s * 1000;
let tokenRequests = 0;

const callback = 'http://127.0.0.1:9/oauth/acme/callback';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = (pair) => pair.privateKey.export({ type: 'pkcs8', format: 'pem' });
const jwk = (pair, kid, alg) => ({ ...pair.publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' });

function client(id, authMethod, more = {}) {
  return {
    client_id: id,
    ...(authMethod.startsWith('client_secret') ? { client_secret: `secret of ${id} +&:%` } : {}),
    token_endpoint_auth_method: authMethod,
    redirect_uris: [callback],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    ...more,
  };
}
const machine = { redirect_uris: [], response_types: [], grant_types: ['client_credentials'] };
const signs = (pair, kid, alg) => ({
  jwks: { keys: [jwk(pair, kid, alg)] },
  token_endpoint_auth_signing_alg: alg,
});

const configuration = {
  clients: [
    client('basic', 'client_secret_basic'),
    client('post', 'client_secret_post'),
    client('public', 'none'),
    client('rsa', 'private_key_jwt', signs(rsa, 'key-rsa', 'RS256')),
    client('ec', 'private_key_jwt', signs(ec, 'key-ec', 'ES256')),
    client('machine', 'client_secret_basic', machine),
    client('machine-post', 'client_secret_post', machine),
    client('machine-rsa', 'private_key_jwt', { ...machine, ...signs(rsa, 'key-rsa', 'RS256') }),
    client('machine-ec', 'private_key_jwt', { ...machine, ...signs(ec, 'key-ec', 'ES256') }),
  ],
  scopes: ['openid', 'offline_access', 'loyalty'],
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true },
  },
  pkce: { required: () => true, methods: ['S256'] },
  issueRefreshToken: async (ctx, one) => one.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  ttl: { AccessToken: 3600, ClientCredentials: 600, RefreshToken: 86400, Grant: 86400 },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  findAccount: async (ctx, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
};

let provider;

// The customer's browser shows a log-in and a question; this customer is anna and says yes.
async function interact(request, response) {
  const details = await provider.interactionDetails(request, response);
  const grant = new provider.Grant({ accountId: 'anna', clientId: details.params.client_id });
  grant.addOIDCScope(details.params.scope);
  await provider.interactionFinished(
    request, response,
    control.says_no
      ? { error: 'access_denied' }
      : { login: { accountId: 'anna' }, consent: { grantId: await grant.save() } });
}

const load = (url, cookie) => new Promise((done, fail) => {
  get(url, { headers: { cookie } }, (answer) => done(answer)).on('error', fail);
});

// Follows redirects with cookies until they lead to the callback; answers with that URL.
async function browse(url, response) {
  const cookies = new Map();
  for (let step = 0; step < 10 && !url.startsWith(callback); ++step) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await load(url, cookie);
    const text = await body(answer);
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [name, value] = line.split(';')[0].split('=');
      cookies.set(name, value);
    }
    if (!answer.headers.location) {
      response.writeHead(502).end(text);
      return;
    }
    url = new URL(answer.headers.location, url).href;
  }
  response.writeHead(200).end(url);
}

async function body(request) {
  let text = '';
  for await (const part of request) text += part;
  return text;
}

async function answer(request, response) {
  const { pathname } = new URL(request.url, 'http://here');
  if (pathname === '/control') {
    Object.assign(control, JSON.parse(await body(request)));
    response.writeHead(200).end(JSON.stringify({ token_requests: tokenRequests }));
  } else if (pathname === '/browse') {
    await browse(await body(request), response);
  } else if (pathname.startsWith('/interaction/')) {
    await interact(request, response);
  } else if (pathname === '/token') {
    ++tokenRequests;
    if (control.token_delay_ms) await new Promise((go) => setTimeout(go, control.token_delay_ms));
    if (control.token_status) response.writeHead(control.token_status).end('<html>down</html>');
    else provider.callback()(request, response);
  } else {
    provider.callback()(request, response);
  }
}

const server = createServer((request, response) => {
  answer(request, response).catch((error) => response.writeHead(500).end(String(error)));
});
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  provider = new Provider(url, configuration);
  console.log(JSON.stringify({ url, rsa_key: pem(rsa), ec_key: pem(ec) }));
});
// Gone with whoever started it.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(0), 1000).unref();
