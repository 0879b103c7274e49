/**
 * A loader of the bundler: takes the place of engine.io-client's list of transports. Rondo speaks over WebSocket alone
 * (`call/signaling.ts`), and what speaks otherwise would be in every page with a socket all the same.
 *
 * @returns {string}
 */
module.exports = function websocketAlone() {
  return 'import { WS } from "./websocket.node.js"; export const transports = { websocket: WS };';
};
