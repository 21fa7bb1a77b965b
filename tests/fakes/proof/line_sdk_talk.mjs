// One talk with the fake LINE server, held by LINE's own SDK for Node: what it saw, as JSON lines.
// Arguments: the root of the API, the channel's token and its secret. It must decide nothing.
import { createServer } from "node:http";
import { messagingApi, validateSignature, HTTPFetchError } from "@line/bot-sdk";

const [baseURL, channelAccessToken, secret] = process.argv.slice(2);
const client = new messagingApi.MessagingApiClient({ channelAccessToken, baseURL });
const stranger = new messagingApi.MessagingApiClient({ channelAccessToken: "wrong", baseURL });
const key = "5a5f3bd0-8c3e-4a0e-9d3a-6a8d5c1e7f10";

const tell = (step, seen) => process.stdout.write(JSON.stringify({ step, ...seen }) + "\n");

async function attempt(step, call) {
  try {
    tell(step, { status: 200, body: await call() });
  } catch (error) {
    if (!(error instanceof HTTPFetchError)) throw error;
    const accepted = error.headers.get("x-line-accepted-request-id");
    tell(step, { status: error.status, body: JSON.parse(error.body), accepted });
  }
}

async function talk({ replyToken, source, message }) {
  const to = source.userId;
  const action = { type: "postback", label: "คุยกับพี่", data: "person", displayText: "คุยกับพี่" };
  const buttons = { items: [{ type: "action", action }] };
  const answer = { type: "text", text: "ตอบ: " + message.text, quickReply: buttons };
  const words = (text) => ({ type: "text", text });
  await attempt("reply", () => client.replyMessage({ replyToken, messages: [answer] }));
  await attempt("reply again", () => client.replyMessage({ replyToken, messages: [answer] }));
  await attempt("push", () => client.pushMessage({ to, messages: [words("พี่มาแล้ว 🙂")] }, key));
  await attempt("push again", () => client.pushMessage({ to, messages: [words("x")] }, key));
  await attempt("loading", () => client.showLoadingAnimation({ chatId: to, loadingSeconds: 5 }));
  await attempt("loading wrong", () =>
    client.showLoadingAnimation({ chatId: to, loadingSeconds: 7 }));
  await attempt("too long", () => client.pushMessage({ to, messages: [words("ก".repeat(5001))] }));
  await attempt("quota", () => client.getMessageQuota());
  await attempt("used", () => client.getMessageQuotaConsumption());
  await attempt("info", () => client.getBotInfo());
  await attempt("endpoint", () => client.getWebhookEndpoint());
  await attempt("stranger", () => stranger.getBotInfo());
  await attempt("over quota", () => client.pushMessage({ to, messages: [words("x")] }));
}

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  const raw = Buffer.concat(parts);
  const signature = request.headers["x-line-signature"];
  response.end();
  tell("webhook", {
    valid: validateSignature(raw, secret, signature),
    changed: validateSignature(Buffer.concat([raw, Buffer.from(" ")]), secret, signature),
    other: validateSignature(raw, secret + "0", signature),
  });
  await talk(JSON.parse(raw.toString()).events[0]);
  server.close();
});
server.listen(0, "127.0.0.1", () => tell("listening", { port: server.address().port }));
