// The words of the interface, from the product's own locales: a journey asks for a message, not for its present wording.
import { readFileSync } from "node:fs";
import path from "node:path";

export type Language = "kk" | "ru" | "en";

export const endonym: Record<Language, string> = { kk: "Қазақша", ru: "Русский", en: "English" };

const folder = path.resolve(import.meta.dirname, "../../app/locales");
const read = new Map<Language, Map<string, string>>();

function messages(language: Language): Map<string, string> {
  const known = read.get(language);
  if (known) return known;
  const lines = readFileSync(path.join(folder, `${language}.ftl`), "utf8").split("\n");
  const found = lines.flatMap((line) => {
    const message = /^([a-z][a-z0-9-]*) = (.+)$/.exec(line);
    return message && !message[2].includes("->") ? [[message[1], message[2]] as const] : [];
  });
  read.set(language, new Map(found));
  return messages(language);
}

/** A message that has no variants by number. */
export function words(language: Language, key: string, values: Record<string, string | number> = {}): string {
  const message = messages(language).get(key);
  if (message === undefined) throw new Error(`${language}.ftl has no plain message ${key}`);
  return message.replace(/\{ \$([a-z]+) \}/g, (_, name: string) => {
    if (!(name in values)) throw new Error(`${key} wants ${name}`);
    return String(values[name]);
  });
}
