// The languages: whoever's browser speaks one of them is spoken to in it on every screen, and it fits a phone.

import assert from "node:assert/strict";

import { eventually, reads } from "../support/eventually.mjs";
import { journalOf } from "../support/journals.mjs";
import { ENGLISH, TEXTS } from "../support/locales.mjs";
import { SCREENS, WELCOMED } from "../support/screens.mjs";
import { stage } from "../support/stage.mjs";

const scene = stage();

/** Those that Mirubato speaks besides English. */
const LANGUAGES = ["de", "es", "fr", "zh-CN", "zh-TW"];

const PHONE = { width: 390, height: 844 };

/** The screens that the navigation leads to, as the locale files call them. */
const NAVIGATION = ["today", "logbook", "repertoire", "goals", "reports", "account"];

/** Each text of a part of a locale file. */
const textsIn = (part) => Object.values(part).flatMap((text) => (typeof text === "string" ? [text] : textsIn(text)));

/** A text as it may stand on a screen, whatever its values are. */
function asShown(text) {
  const parts = text.split(/\{\{.*?\}\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".+")}$`, "s");
}

/** The English texts of the navigation, of Today and of Account, without those that are the language's own as well. */
function englishBeside(texts) {
  const own = new Set(textsIn(texts));
  const english = [ENGLISH.nav, ENGLISH.today, ENGLISH.account].flatMap(textsIn);
  return english.filter((text) => !own.has(text)).map(asShown);
}

/** In the page: everything that it says, to eyes and to ears. */
function said() {
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) texts.push(walker.currentNode.data);
  for (const element of document.querySelectorAll("*")) {
    for (const name of ["aria-label", "aria-valuetext", "placeholder", "title"]) texts.push(element.getAttribute(name) ?? "");
  }
  return [...new Set(texts.map((text) => text.trim()))].filter((text) => text !== "");
}

/** Looks at a page as it is: is it in this language, says nothing in English, and fits its window? */
function lookingOn(app, tag) {
  const english = englishBeside(TEXTS.get(tag));
  return async (what) => {
    await eventually(async () => assert.equal(await app.page.evaluate(() => document.documentElement.lang), tag));
    const foreign = (await app.page.evaluate(said)).filter((text) => english.some((pattern) => pattern.test(text)));
    assert.deepEqual(foreign, [], `${what} speaks English (${tag})`);
    assert.ok((await app.overflow()) <= 0, `${what} is wider than the window (${tag})`);
  };
}

for (const tag of LANGUAGES) {
  const texts = TEXTS.get(tag);

  scene(`every screen speaks ${tag} and fits a phone, for whoever's browser does`, async ({ profile }) => {
    const anna = await profile({ locale: tag, viewport: PHONE });
    const journal = journalOf(40);
    const { id } = JSON.parse(journal.mirubato_user_data);
    // With a goal for the day, Today has something to say of it.
    const preferences = JSON.stringify({ current: { dailyGoalMinutes: 600 } });
    await anna.seed({ ...journal, ...WELCOMED, [`mirubato_preferences:${id}`]: preferences });
    const app = await anna.open();
    const look = lookingOn(app, tag);

    const navigation = app.page.getByRole("navigation", { name: texts.app.navigation, exact: true });
    const links = await navigation.getByRole("link").allInnerTexts();
    assert.deepEqual(links.map((text) => text.trim()), NAVIGATION.map((screen) => texts.nav[screen]));
    await app.page.getByRole("progressbar", { name: texts.today.goal, exact: true }).waitFor();
    for (const screen of [...NAVIGATION.slice(1), "today"]) {
      await navigation.getByRole("link", { name: texts.nav[screen], exact: true }).click();
      const title = texts[screen].title;
      await app.page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
      await eventually(async () => assert.equal(await app.page.title(), texts.app.title.replace("{{ page }}", title)));
    }

    for (const path of new Set(SCREENS.map((screen) => screen.path))) {
      await app.visit(path);
      await look(path);
    }
    const sheets = { "/logbook": texts.logbook.new, "/repertoire": texts.repertoire.new, "/goals": texts.goals.new, "/account": texts.shortcuts.title };
    for (const [path, opener] of Object.entries(sheets)) {
      await app.visit(path);
      await app.button(opener).first().click();
      await app.page.getByRole("dialog").waitFor();
      await look(`what opens on ${path}`);
    }
    await app.visit("/");
    await app.button(texts.timer.start).click();
    await app.button(texts.timer.finish).waitFor();
    await look("a timer that runs");
    await app.button(texts.timer.finish).click();
    await app.dialog(texts.entry.review_title).waitFor();
    await look("the review of a session");
  });

  scene(`signing in and out speaks ${tag}`, async ({ profile }) => {
    const anna = await profile({ locale: tag, viewport: PHONE });
    const email = `${tag.toLowerCase()}@example.org`;
    const app = await anna.open("/account");
    const look = lookingOn(app, tag);
    await look("Account");
    await app.page.getByLabel(texts.account.email, { exact: true }).fill("anna");
    await app.button(texts.account.send).click();
    await app.page.getByText(texts.error.bad_email, { exact: true }).waitFor();
    await look("an address that is none");
    await app.page.getByLabel(texts.account.email, { exact: true }).fill(email);
    await app.button(texts.account.send).click();
    await app.heading(texts.account.sent_title).waitFor();
    await look("a link that was sent");

    await app.page.goto("about:blank");
    await app.page.goto(await app.linkFor(email));
    await app.page.getByText(texts.sign_in.signing_in_as, { exact: true }).waitFor();
    await look("the page of a link");
    await app.page.getByRole("main").getByRole("button", { name: texts.sign_in.button, exact: true }).click();
    await app.notice(texts.sign_in.welcome.replace("{{ email }}", email)).waitFor();
    const backup = app.page.getByRole("complementary", { name: texts.backup.label, exact: true }).getByRole("link");
    await reads(backup, texts.backup.backed_up);
    await look("Today, signed in");

    await app.visit("/account");
    await reads(backup, texts.backup.backed_up);
    await look("Account, signed in");
    await app.button(texts.account.sign_out).click();
    const question = app.dialog(texts.account.sign_out_title);
    await question.getByText(texts.account.sign_out_text, { exact: true }).waitFor();
    await look("the question before signing out");
    await question.getByRole("button", { name: texts.account.sign_out, exact: true }).click();
    await app.notice(texts.account.signed_out).waitFor();
    await look("Account, signed out");
  });
}

scene("each language has its texts, and no sentence of them is still English", () => {
  assert.deepEqual([...TEXTS.keys()].sort(), ["en", ...LANGUAGES].sort());
  // Names and short words may be the same.
  for (const tag of LANGUAGES) {
    const own = textsIn(TEXTS.get(tag));
    const untranslated = textsIn(ENGLISH).filter((text) => /\w+ \w+ \w+ \w+/.test(text) && own.includes(text));
    assert.deepEqual(untranslated, [], tag);
  }
});
