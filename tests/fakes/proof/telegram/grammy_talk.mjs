// The talk of talk.py, had by grammY: JSON bodies, and a webhook of its own.
import { createServer } from "node:http";
import { Bot, GrammyError, InlineKeyboard, webhookCallback } from "grammy";

const [url, token, ...chats] = process.argv.slice(2);
const [chat, blocked, flooded, nobody] = chats.map(Number);
const SECRET = "grammy-secret_1";
const bot = new Bot(token, { client: { apiRoot: url } });
const told = {};

async function refused(call) {
  try {
    await call;
  } catch (error) {
    if (error instanceof GrammyError) return [error.error_code, error.description, error.parameters];
    throw error;
  }
  return [200, "not refused"];
}

async function newest(offset) {
  for (;;) {
    const got = await bot.api.getUpdates({ offset, timeout: 10, allowed_updates: [] });
    if (got.length > 0) return got[0];
  }
}

async function polled() {
  await bot.init();
  told.me = bot.botInfo.username;
  const first = await newest(0);
  told.heard = first.message.text;
  await bot.api.sendChatAction(chat, "typing");
  const sent = await bot.api.sendMessage(chat, "เลือกได้นะ", {
    reply_markup: new InlineKeyboard().text("หนึ่ง", "menu:1"),
    link_preview_options: { is_disabled: true },
  });
  const second = await newest(first.update_id + 1);
  told.pressed = second.callback_query.data;
  await bot.api.answerCallbackQuery(second.callback_query.id);
  const changed = await bot.api.editMessageText(chat, sent.message_id, "แก้แล้ว");
  told.edited = changed.text;
  told.same = (await refused(bot.api.editMessageText(chat, sent.message_id, "แก้แล้ว"))).slice(0, 2);
  await bot.api.deleteMessages(chat, [first.message.message_id, sent.message_id, 77777]);
  await bot.api.getUpdates({ offset: second.update_id + 1 });
}

async function refusals() {
  const long = new InlineKeyboard().text("a", "ก".repeat(22));
  told.empty = (await refused(bot.api.sendMessage(chat, " \n "))).slice(0, 2);
  told.data = (await refused(bot.api.sendMessage(chat, "a", { reply_markup: long }))).slice(0, 2);
  told.nobody = (await refused(bot.api.sendMessage(nobody, "a"))).slice(0, 2);
  told.stale = (await refused(bot.api.answerCallbackQuery("1"))).slice(0, 2);
  told.blocked = (await refused(bot.api.sendMessage(blocked, "a"))).slice(0, 2);
  told.flood = (await refused(bot.api.sendMessage(flooded, "a")))[2].retry_after;
}

async function webhook() {
  const heard = new Promise((resolve) => bot.on("message:text", (context) => resolve(context.message.text)));
  const server = createServer(webhookCallback(bot, "http", { secretToken: SECRET }));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  await bot.api.setWebhook(`http://127.0.0.1:${server.address().port}/`, { secret_token: SECRET });
  told.posted = await heard;
  told.polled = (await refused(bot.api.getUpdates()))[0];
  do {
    told.left = (await bot.api.getWebhookInfo()).pending_update_count;
  } while (told.left > 0);
  await bot.api.deleteWebhook();
  server.close();
  server.closeAllConnections();
}

await polled();
await refusals();
await webhook();
process.stdout.write(JSON.stringify(told));
