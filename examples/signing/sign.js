// Signs one request and sends it: node sign.js METHOD PATH [BODY]
const { createHash, createHmac } = require("node:crypto");

const [method, path, body = ""] = process.argv.slice(2);

// Decimals, since a signature works once.
const timestamp = ((performance.timeOrigin + performance.now()) / 1000).toFixed(6);
const bodyHash = createHash("sha256").update(body).digest("hex");
const text = [timestamp, method, path, bodyHash].join("\n");
const signature = createHmac("sha256", process.env.PATCHBAY_SECRET).update(text).digest("hex");

const headers = {
  Authorization: `Bearer ${process.env.PATCHBAY_KEY}`,
  "X-Patchbay-Timestamp": timestamp,
  "X-Patchbay-Signature": `v1=${signature}`,
};
if (body) headers["Content-Type"] = "application/json";

fetch(process.env.PATCHBAY_URL + path, { method, headers, body: body || undefined }).then(
  async (answer) => {
    console.log(answer.status);
    console.log(await answer.text());
  },
);
