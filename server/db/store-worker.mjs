// The database's thread where the server runs from its sources: threads know no TypeScript of their own. The build puts
// a bundle of store-worker.ts under the same name beside the server's.
import { register } from "tsx/esm/api";

register();
await import("./store-worker.ts");
