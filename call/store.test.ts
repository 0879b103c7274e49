import { describe, expect, it } from "vitest";
import { createStore } from "./store.ts";

describe("a store", () => {
  it("tells its listeners of a change, until they have gone", () => {
    const store = createStore(1);
    const heard: number[] = [];
    const leave = store.subscribe(() => heard.push(store.getSnapshot()));

    store.update((value) => value + 1);
    leave();
    store.update((value) => value + 1);

    expect(heard).toEqual([2]);
    expect(store.getSnapshot()).toBe(3);
  });

  it("tells nobody when a step returns the same value", () => {
    const value = { name: "Ann" };
    const store = createStore(value);
    let heard = 0;
    store.subscribe(() => {
      heard += 1;
    });

    store.update((same) => same);

    expect(heard).toBe(0);
    expect(store.getSnapshot()).toBe(value);
  });

  it("lets a listener leave while listeners are told", () => {
    const store = createStore(0);
    const heard: string[] = [];
    const leave = store.subscribe(() => {
      heard.push("first");
      leave();
    });
    store.subscribe(() => heard.push("second"));

    store.update(() => 1);

    expect(heard).toEqual(["first", "second"]);
  });
});
