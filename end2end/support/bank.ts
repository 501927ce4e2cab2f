// The starter banks' text files, read for what someone who knows the subject would answer.
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Language } from "./words";

export const banks = path.resolve(import.meta.dirname, "../../question-banks/banks");

interface Wording {
  kk: string;
  ru: string;
}

interface Question {
  id: string;
  stem: Wording;
  options: { right: boolean; text: Wording }[];
}

/** A question as it stands on a candidate's page. */
export interface Asked {
  position: number;
  kind: "single" | "multiple";
  stem: string;
  options: string[];
}

const bankOf: Record<string, string> = {
  "stm-development-production": "stm",
  "stm-repair-sale": "stm",
  "leak-detection": "leak-detection",
  "crypto-development": "cryptography",
};

/** The right options of a question, as presented, from 0; and what it was. */
export function key(activity: string, asked: Asked, language: Language): number[] {
  if (language === "en") throw new Error("no bank is in English");
  const same = (shown: string, written: string) => letters(shown) === letters(written);
  const found = questionsOf(bankOf[activity]).filter(
    (question) =>
      same(asked.stem, question.stem[language]) &&
      asked.options.every((shown) => question.options.some((option) => same(shown, option.text[language]))),
  );
  if (found.length !== 1) throw new Error(`«${asked.stem}» is ${found.length} questions of the bank`);
  const [{ options }] = found;
  return asked.options.flatMap((shown, n) =>
    options.some((option) => option.right && same(shown, option.text[language])) ? [n] : [],
  );
}

/** One option that is certainly not right. */
export function wrong(activity: string, asked: Asked, language: Language): number[] {
  const right = key(activity, asked, language);
  const other = asked.options.findIndex((_, n) => !right.includes(n));
  return [other];
}

// Images are no text, and of a formula the page and the file have its digits in common. Marks of the text format aren't on the page, and line breaks are the browser's.
function letters(text: string): string {
  return text
    .replace(/!\[[^\]]*\]\([^)]*\)/g, "")
    .replace(/\$([^$]+)\$/g, (_, tex: string) => tex.replace(/\D/g, ""))
    .replace(/[\s*`]/g, "");
}

const read = new Map<string, Question[]>();

function questionsOf(bank: string): Question[] {
  let questions = read.get(bank);
  if (!questions) {
    const folder = path.join(banks, bank, "questions");
    questions = readdirSync(folder).flatMap((file) => parse(readFileSync(path.join(folder, file), "utf8")));
    read.set(bank, questions);
  }
  return questions;
}

function parse(text: string): Question[] {
  const questions: Question[] = [];
  let target: Wording | undefined;
  let language: keyof Wording = "kk";
  for (const line of text.split("\n")) {
    if (line.startsWith("#")) continue;
    const id = /^\[(.+)\]$/.exec(line)?.[1];
    const question = questions.at(-1);
    const worded = /^([+-] |\s*)(kk|ru): (.*)$/.exec(line);
    if (id) {
      questions.push({ id, stem: { kk: "", ru: "" }, options: [] });
      target = undefined;
    } else if (worded && question) {
      const [, mark, code, words] = worded;
      language = code as keyof Wording;
      if (/^[+-]/.test(mark)) {
        question.options.push({ right: mark[0] === "+", text: { kk: "", ru: "" } });
      }
      target = question.options.at(-1)?.text ?? question.stem;
      target[language] = words;
    } else if (target && /^\s*\|/.test(line)) {
      target[language] += ` ${line.replace(/^\s*\|/, "").trim()}`;
    }
  }
  return questions;
}

/** A copy of a starter bank's folder with some of its text changed. */
export function changedBank(name: string, folder: string, change: (file: string, text: string) => string): string {
  const copy = path.join(folder, "banks", name);
  mkdirSync(path.dirname(copy), { recursive: true });
  cpSync(path.join(banks, name), copy, { recursive: true });
  for (const file of readdirSync(copy, { recursive: true, encoding: "utf8" })) {
    if (/\.(txt|toml)$/.test(file)) {
      const at = path.join(copy, file);
      writeFileSync(at, change(file, readFileSync(at, "utf8")));
    }
  }
  return copy;
}

/** A starter bank of which each question is there four times, so that papers of four times the length can be drawn; also for longer. */
export function longBank(name: string, folder: string, { minutes }: { minutes?: number } = {}): string {
  const copies = 4;
  const again = (question: string, n: number) =>
    question
      .replace(/^\[(.*)\]/, `[$1-${n}]`)
      .replace(/^(kk|ru): (.*)$/m, `$1: $2 (${n})`)
      .replace(/^(?<![+-] )ru: (.*)$/m, `ru: $1 (${n})`);
  return changedBank(name, folder, (file, text) => {
    if (file.endsWith(".txt")) {
      const [head, ...questions] = text.split(/^(?=\[)/m);
      return head + questions.flatMap((question) => [1, 2, 3, 4].map((n) => again(question, n))).join("\n");
    }
    const limited = minutes ? text.replace(/^(time_limit_minutes = )\d+$/m, `$1${minutes}`) : text;
    return limited.replace(/^version = 1$/m, "version = 2").replace(/^( *questions = )(\d+)$/gm, (_, key: string, n: string) => `${key}${Number(n) * copies}`);
  });
}
