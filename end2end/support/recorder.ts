// A wire-tap between a browser and Synaq: every byte that a candidate's browser is sent, without compression. Synaq answers to its own
// name alone, so what the browser asks of the tap is asked of Synaq.
import http from "node:http";
import type { AddressInfo } from "node:net";

export interface Sent {
  method: string;
  path: string;
  status: number;
  type: string;
  headers: string;
  body: Buffer;
}

export class Recorder {
  readonly sent: Sent[] = [];
  base = "";
  private readonly server: http.Server;

  private constructor(to: string) {
    this.server = http.createServer((request, response) => {
      const headers: http.OutgoingHttpHeaders = { ...request.headers, host: new URL(to).host, "accept-encoding": "identity" };
      if (headers.origin === this.base) headers.origin = to;
      const onward = http.request(
        to + (request.url ?? "/"),
        { method: request.method, headers },
        (answer) => {
          // A stream of news is passed on as it comes; what it has said is on record when it ends.
          const parts: Buffer[] = [];
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.on("data", (part: Buffer) => {
            parts.push(part);
            response.write(part);
          });
          answer.on("close", () => {
            this.sent.push({
              method: request.method ?? "",
              path: request.url ?? "",
              status: answer.statusCode ?? 0,
              type: answer.headers["content-type"] ?? "",
              headers: answer.rawHeaders.join("\n"),
              body: Buffer.concat(parts),
            });
            response.end();
          });
          response.on("close", () => answer.destroy());
        },
      );
      onward.on("error", () => response.destroy());
      request.pipe(onward);
    });
  }

  static async before(base: string): Promise<Recorder> {
    const recorder = new Recorder(base);
    await new Promise<void>((listening) => recorder.server.listen(0, "127.0.0.1", listening));
    recorder.base = `http://127.0.0.1:${(recorder.server.address() as AddressInfo).port}`;
    return recorder;
  }

  stop() {
    this.server.closeAllConnections();
    this.server.close();
  }
}
