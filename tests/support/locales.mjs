// The texts of the app in each language that it speaks, as crates/texts/locales has them.

import { readFileSync, readdirSync } from "node:fs";

const LOCALES = new URL("../../crates/texts/locales/", import.meta.url);

/** The texts of each language, by its tag. */
export const TEXTS = new Map(
  readdirSync(LOCALES).map((file) => [file.replace(".json", ""), JSON.parse(readFileSync(new URL(file, LOCALES), "utf8"))]),
);

/** Those that most tests name. */
export const ENGLISH = TEXTS.get("en");
