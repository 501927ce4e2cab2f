// A Synaq of one's own: a demonstration in a temporary folder, served on a port of its own.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const binary = path.resolve(process.env.SYNAQ_BIN ?? "../target/debug/synaq");
const site = path.resolve(process.env.SYNAQ_SITE ?? "../target/site");

/** Someone who can sign in and begin. */
export interface Ready {
  iin: string;
  code: string;
  name: string;
  file: string;
  activity: string;
}

export interface StaffLogin {
  role: string;
  login: string;
  password: string;
}

/** What `synaq demo --json` prints. */
export interface Report {
  staff: StaffLogin[];
  candidates: Ready[];
}

/** What `synaq file show --json` prints, as far as a journey asks. */
export interface FileInJson {
  specialists: { iin: string; exam: string }[];
  rows: { item: number; confirmed_by: string; status: string }[];
  results: {
    iin: string;
    points: number;
    most: number;
    percent: number;
    passed: boolean;
    approved: boolean;
    annulled: boolean;
    ended: string;
    ended_by: "clock" | "candidate";
  }[];
}

/** A demonstration that has just been filled: journeys take copies of it. */
export class Demonstration {
  private constructor(
    readonly folder: string,
    readonly report: Report,
  ) {}

  static async fill(): Promise<Demonstration> {
    const folder = mkdtempSync(path.join(tmpdir(), "synaq-demo-"));
    const report = JSON.parse(await run(folder, ["demo", "--json"])) as Report;
    return new Demonstration(folder, report);
  }

  remove() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class Synaq {
  /** Where its pages are: `http://127.0.0.1:PORT`. */
  base = "";
  /** What the server has logged. */
  log = "";
  private server: ChildProcess | undefined;

  private constructor(
    readonly folder: string,
    readonly candidates: Ready[],
    readonly staff: StaffLogin[],
  ) {}

  static async copyOf(demonstration: Demonstration): Promise<Synaq> {
    const folder = mkdtempSync(path.join(tmpdir(), "synaq-journey-"));
    cpSync(demonstration.folder, folder, { recursive: true });
    const { candidates, staff } = structuredClone(demonstration.report);
    const synaq = new Synaq(folder, candidates, staff);
    await synaq.start();
    return synaq;
  }

  /** The candidate who is alone in this file. */
  candidateOf(file: string): Ready {
    const found = this.candidates.filter((candidate) => candidate.file === file);
    if (found.length !== 1) throw new Error(`${found.length} candidates in ${file}`);
    return found[0];
  }

  /** Runs a command on its database. */
  command(...args: string[]): Promise<string> {
    return run(this.folder, args);
  }

  async file(number: string): Promise<FileInJson> {
    return JSON.parse(await this.command("file", "show", number, "--json")) as FileInJson;
  }

  /** Starts to serve; again on the same port, if it has served before. */
  async start() {
    const listen = this.base === "" ? "127.0.0.1:0" : new URL(this.base).host;
    const server = spawn(binary, ["serve", "--listen", listen, "--site", site], {
      env: environment(this.folder),
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.server = server;
    server.stderr.on("data", (text: Buffer) => (this.log += text.toString()));
    this.base = await new Promise<string>((resolve, reject) => {
      let printed = "";
      server.stdout.on("data", (text: Buffer) => {
        printed += text.toString();
        const address = /listens on (http:\/\/\S+)/.exec(printed)?.[1];
        if (address) resolve(address);
      });
      server.once("exit", (code) => reject(new Error(`synaq serve ended with ${code}: ${this.log}`)));
      server.once("error", reject);
    });
  }

  async stop() {
    const server = this.server;
    this.server = undefined;
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    const impatient = setTimeout(() => server.kill("SIGKILL"), 10_000);
    server.kill("SIGTERM");
    await ended;
    clearTimeout(impatient);
  }

  /** The server dies without a chance to do anything about it. */
  async kill() {
    const server = this.server;
    this.server = undefined;
    if (!server) throw new Error("no server runs");
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  }

  /** Nothing comes from the server any more, and nothing says so: it is held still, or goes on. */
  holdStill(still: boolean) {
    this.server?.kill(still ? "SIGSTOP" : "SIGCONT");
  }

  /** What the server has logged as its own fault. */
  troubles(): string[] {
    return this.log.split("\n").filter((line) => /ERROR|panicked/.test(line));
  }

  async restart() {
    await this.stop();
    await this.start();
  }

  async remove() {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function environment(folder: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("SYNAQ_"));
  return {
    ...Object.fromEntries(inherited),
    SYNAQ_DATABASE_URL: `sqlite://${folder}/synaq.db`,
    SYNAQ_KEY_FILE: `${folder}/synaq.key`,
  };
}

function run(folder: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(binary, args, { env: environment(folder), maxBuffer: 16 << 20 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`synaq ${args.join(" ")}: ${stderr}`));
      else resolve(stdout);
    });
  });
}
