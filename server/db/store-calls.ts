/**
 * What the server's thread and the database's thread say to each other. The table of calls is derived from `Store`: a
 * method that is added there is a call here.
 */

import type { LogFields } from "../log.ts";
import type { Database } from "./database.ts";
import type { SentError } from "./sent-error.ts";
import type { Store, StoreLog } from "./store.ts";

type Method = (...args: never[]) => Promise<unknown>;
type MethodName<Holder> = {
  [Key in keyof Holder & string]: Holder[Key] extends Method ? Key : never;
}[keyof Holder & string];
type AreaName = Exclude<keyof Store, "kind" | MethodName<Store>>;

/** "ping", "rooms.find", … */
export type CallName =
  | MethodName<Store>
  | { [Area in AreaName]: `${Area}.${MethodName<Store[Area]>}` }[AreaName];

type MethodOf<Name extends CallName> = Name extends keyof Store
  ? Store[Name]
  : Name extends `${infer Area extends AreaName}.${infer Key}`
    ? Store[Area][Key & keyof Store[Area]]
    : never;

export type CallArguments = {
  [Name in CallName]: MethodOf<Name> extends (...args: infer Arguments) => unknown
    ? Arguments
    : never;
};
export type CallResults = {
  [Name in CallName]: MethodOf<Name> extends (...args: never[]) => Promise<infer Result>
    ? Result
    : never;
};

/** Performs a call, here or in another thread. */
export type PerformCall = <Name extends CallName>(
  name: Name,
  args: CallArguments[Name],
) => Promise<CallResults[Name]>;

/** From the server's thread; one for each call. */
export interface Question {
  readonly id: number;
  readonly name: CallName;
  readonly args: CallArguments[CallName];
}

/** From the database's thread: first whether it could open, then answers in any order, and lines for the log. */
export type Answer =
  | { readonly kind: "opened"; readonly database: Database["kind"] }
  | { readonly kind: "not-opened"; readonly error: SentError }
  | { readonly kind: "result"; readonly id: number; readonly value: CallResults[CallName] }
  | { readonly kind: "refusal"; readonly id: number; readonly error: SentError }
  | {
      readonly kind: "log";
      readonly level: keyof StoreLog;
      readonly fields: Omit<LogFields, "error">;
      readonly error: SentError | null;
      readonly message: string;
    };

/** The calls of a store that is here. */
export function callsOf(store: Store): PerformCall {
  return async (name, args) => {
    const [area = "", key] = name.split(".");
    const method: unknown =
      key === undefined ? Reflect.get(store, area) : Reflect.get(Reflect.get(store, area), key);
    // Names are made of the keys of `Store` and paired with arguments by `PerformCall`; TypeScript does not compute
    // the way back from a name.
    return await (method as (...args: unknown[]) => Promise<never>)(...args);
  };
}

/** A store whose calls are performed by `perform`, somewhere else. */
export function storeOver(kind: Database["kind"], perform: PerformCall): Store {
  const call =
    <Name extends CallName>(name: Name) =>
    (...args: CallArguments[Name]): Promise<CallResults[Name]> =>
      perform(name, args);

  return {
    kind,
    events: { write: call("events.write") },
    rooms: {
      create: call("rooms.create"),
      find: call("rooms.find"),
      findToEnter: call("rooms.findToEnter"),
      close: call("rooms.close"),
      reopen: call("rooms.reopen"),
      setLobby: call("rooms.setLobby"),
      change: call("rooms.change"),
      delete: call("rooms.delete"),
      setSettings: call("rooms.setSettings"),
      setPassword: call("rooms.setPassword"),
      listChat: call("rooms.listChat"),
      count: call("rooms.count"),
    },
    calls: { listOpen: call("calls.listOpen"), listPast: call("calls.listPast") },
    removals: {
      add: call("removals.add"),
      withdraw: call("removals.withdraw"),
      listActive: call("removals.listActive"),
      listNamed: call("removals.listNamed"),
    },
    admin: {
      createSession: call("admin.createSession"),
      findSession: call("admin.findSession"),
      deleteSession: call("admin.deleteSession"),
      addAudit: call("admin.addAudit"),
      listAudit: call("admin.listAudit"),
    },
    deleteExpired: call("deleteExpired"),
    ping: call("ping"),
    close: call("close"),
  };
}
