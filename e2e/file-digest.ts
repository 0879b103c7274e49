import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";

/** SHA-256 of a file on the disk, hex; however large it is, it takes no memory. */
export async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk);
  return hash.digest("hex");
}
