/** A router as people have at home: one address for what stands behind it, and nothing comes in unasked. */

import { runIn } from "./namespaces.ts";

/** Ports that it gives to what goes out, as ranges that share none: after a rebinding every port is another. */
const PORT_RANGES = ["20000-34999", "35000-49999"] as const;

export interface Nat {
  /** The router forgets every mapping, and makes others: all that was open gets another port. */
  rebind(address: string): Promise<void>;
}

/**
 * Translates addresses in a namespace, for what leaves by its device `outside`. Mappings do not depend on the
 * destination and filters do (RFC 4787: endpoint-independent mapping, address and port-dependent filtering), as with
 * most routers at home. Ends with the namespace. Throws where nftables is not installed.
 */
export async function createNat(namespace: string, outside: string): Promise<Nat> {
  let range = 0;

  async function translate(): Promise<void> {
    const chain = "ip nat outgoing";
    await nft(namespace, [
      "add table ip nat",
      `add chain ${chain} { type nat hook postrouting priority 100; }`,
      `flush chain ${chain}`,
      `add rule ${chain} oifname ${outside} meta l4proto { tcp, udp } masquerade to :${PORT_RANGES[range % 2]}`,
      `add rule ${chain} oifname ${outside} masquerade`,
    ]);
  }

  await translate();
  await nft(namespace, [
    "add table ip filter",
    "add chain ip filter incoming { type filter hook input priority 0; }",
    // Refusing would leave an entry behind that takes the port from whoever opens it from the inside a moment later.
    `add rule ip filter incoming iifname ${outside} drop`,
  ]);
  return {
    async rebind(address) {
      range += 1;
      await translate();
      // The kernel forgets the mappings of an address that goes; the device needs another one meanwhile, or its routes
      // would go with it.
      const change = (what: "add" | "del", which: string) =>
        runIn(namespace, "ip", ["address", what, `${which}/32`, "dev", outside]);
      await change("add", "192.0.2.1");
      await change("del", address);
      await change("add", address);
      await change("del", "192.0.2.1");
    },
  };
}

async function nft(namespace: string, commands: readonly string[]): Promise<void> {
  await runIn(namespace, "nft", [commands.join("; ")]);
}
