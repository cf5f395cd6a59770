/**
 * Seven examples of an article on design patterns, told anew with what the console itself is built of, and with its
 * results. Where the article's own code fails, the test says how.
 */

import { describe, expect, test } from "vitest";

import { renamed } from "../../src/core/adapter";
import { createBus } from "../../src/core/bus";
import { createFactory } from "../../src/core/factory";
import { type Command, createHistory } from "../../src/core/history";
import { createMediator } from "../../src/core/mediator";
import { createNotice } from "../../src/core/notifications";
import { businessesOf, sum } from "./patterns/module";

describe("module", () => {
  test("what is exported can be used", () => {
    expect(sum(20, 30)).toBe(50);
  });

  test("what is not exported cannot be reached, and each city has a list of its own", () => {
    const [pune, mumbai] = [businessesOf(), businessesOf()];
    pune.add("Bakery");
    expect(pune.list()).toEqual(["Pizza", "Donuts", "Sandwiches", "Bakery"]);
    expect(mumbai.list()).toEqual(["Pizza", "Donuts", "Sandwiches"]);
    expect(Object.keys(pune)).toEqual(["list", "add"]);
  });

  test("a list that is given out is a copy", () => {
    // mended: the article gives out the list that it keeps, so that whoever asks can change it
    const city = businessesOf();
    (city.list() as string[]).push("Intruder");
    expect(city.list()).not.toContain("Intruder");
  });
});

describe("factory", () => {
  const create = createFactory<
    { email: { to: string; cc: string; text: string }; push: { to: string; text: string } },
    { readonly kind: string; readonly to: string }
  >("notification", {
    email: ({ to, cc, text }) => ({ kind: "email", to, cc, text }),
    push: ({ to, text }) => ({ kind: "push", to, text }),
  });

  test("one place knows how each kind is made", () => {
    expect(create("email", { to: "a@example.org", cc: "b@example.org", text: "Hello" })).toMatchObject({ kind: "email", cc: "b@example.org" });
    expect(create("push", { to: "device", text: "Hello" })).toEqual({ kind: "push", to: "device", text: "Hello" });
  });

  test("an unknown kind is an error that names the known ones", () => {
    // mended: the article's `switch` has no default and gives undefined
    expect(() => create("pigeon" as "push", { to: "roof", text: "" })).toThrow("there is no notification [pigeon], only [email, push]");
    expect(() => create("toString" as "push", { to: "", text: "" })).toThrow(TypeError);
  });

  test("the console's own makes toasts and messages of the browser", () => {
    expect(createNotice("toast", { title: "Done" })).toEqual({ kind: "toast", level: "info", title: "Done", text: "" });
    expect(createNotice("browser", { title: "Red", level: "bad" }).kind).toBe("browser");
  });
});

describe("observer", () => {
  interface Events {
    "video-uploaded": { readonly name: string };
  }

  test("who subscribed is told, until the subscription ends", () => {
    const bus = createBus<Events>();
    const seen: string[] = [];
    const end = bus.subscribe("video-uploaded", ({ name }) => seen.push(name));
    bus.publish("video-uploaded", { name: "Design patterns" });
    end();
    // mended: the article says that observers can leave, and has no way to
    bus.publish("video-uploaded", { name: "Nobody sees this" });
    expect(seen).toEqual(["Design patterns"]);
  });

  test("a subscription ends with the signal of its owner", () => {
    const bus = createBus<Events>();
    const owner = new AbortController();
    let told = 0;
    bus.subscribe("video-uploaded", () => (told += 1), owner.signal);
    owner.abort();
    bus.subscribe("video-uploaded", () => (told += 1), owner.signal);
    bus.publish("video-uploaded", { name: "" });
    expect(told).toBe(0);
  });

  test("the same handler may subscribe twice, and end once", () => {
    const bus = createBus<Events>();
    let told = 0;
    const handler = () => (told += 1);
    const end = bus.subscribe("video-uploaded", handler);
    bus.subscribe("video-uploaded", handler);
    end();
    end();
    bus.publish("video-uploaded", { name: "" });
    expect(told).toBe(1);
  });

  test("who fails keeps nobody else from hearing, and who leaves meanwhile is safe", () => {
    const bus = createBus<Events>();
    const seen: string[] = [];
    bus.subscribe("video-uploaded", () => {
      throw new Error("broken");
    });
    const end = bus.subscribe("video-uploaded", () => (seen.push("first"), end()));
    bus.subscribe("video-uploaded", () => seen.push("second"));
    expect(() => bus.publish("video-uploaded", { name: "" })).toThrow("broken");
    expect(seen).toEqual(["first", "second"]);
  });
});

describe("mediator", () => {
  function chatroom(...names: string[]) {
    const room = createMediator<string>();
    const heard: Record<string, string[]> = {};
    for (const name of names) {
      const own: string[] = (heard[name] = []);
      room.register(name, { receive: (message, from) => own.push(`${from}: ${message}`) });
    }
    return { room, heard };
  }

  test("without a receiver all but the sender hear it", () => {
    // mended: the article's Participant has neither `send` nor `receive`, and `for (key in ...)` makes a global
    const { room, heard } = chatroom("john", "snow", "arya");
    room.send("Hey!", "john");
    expect(heard).toEqual({ john: [], snow: ["john: Hey!"], arya: ["john: Hey!"] });
  });

  test("with a receiver that one alone hears it", () => {
    const { room, heard } = chatroom("john", "snow", "arya");
    room.send("Hey man", "snow", "john");
    expect(heard).toEqual({ john: ["snow: Hey man"], snow: [], arya: [] });
  });

  test("nobody sends to, or as, somebody who is not there", () => {
    // mended: the article sends to `yoko`, who is defined nowhere
    const { room, heard } = chatroom("john");
    expect(() => room.send("Hey", "john", "yoko")).toThrow("nobody here is called [yoko]");
    expect(() => room.send("Hey", "yoko")).toThrow("nobody here is called [yoko]");
    expect(() => room.register("john", { receive: () => {} })).toThrow("[john] takes part already");
    expect(heard["john"]).toEqual([]);
  });

  test("who left hears nothing", () => {
    const room = createMediator<string>();
    const heard: string[] = [];
    const leave = room.register("snow", { receive: (message) => heard.push(message) });
    room.register("john", { receive: () => {} });
    leave();
    room.send("Hey", "john");
    expect([heard, room.names]).toEqual([[], ["john"]]);
  });
});

describe("command", () => {
  // mended: the article calls `new` on arrow functions, which throws
  const step = (label: string, apply: (value: number) => number): Command<number> => ({ label, apply });
  const add = (n: number) => step(`add ${n}`, (value) => value + n);
  const subtract = (n: number) => step(`subtract ${n}`, (value) => value - n);
  const multiply = (n: number) => step(`multiply by ${n}`, (value) => value * n);
  const divide = (n: number) => step(`divide by ${n}`, (value) => value / n);

  test("the calculator: 50, 25, 100, 50, and 100 after one step back", () => {
    const seen: number[] = [];
    const calculator = createHistory(0, (value) => seen.push(value));
    for (const command of [add(50), subtract(25), multiply(4), divide(2)]) calculator.execute(command);
    calculator.undo();
    expect(seen).toEqual([50, 25, 100, 50, 100]);
    expect(calculator.state).toBe(100);
  });

  test("what was multiplied by zero comes back", () => {
    // mended: the article's inverse divides by zero and gives NaN
    const calculator = createHistory(0);
    calculator.execute(add(7));
    calculator.execute(multiply(0));
    calculator.undo();
    expect(calculator.state).toBe(7);
  });

  test("a step back where there is none does nothing", () => {
    // mended: the article pops an empty stack and fails
    const calculator = createHistory(1);
    calculator.undo();
    calculator.redo();
    expect(calculator.state).toBe(1);
  });
});

describe("facade", () => {
  /** One door to accounts: it numbers them, keeps them by kind and says what was done. */
  function accountManager() {
    let last = 0;
    const names = { current: "Current account", savings: "Savings account" } as const;
    const kept = { current: new Map<number, string>(), savings: new Map<number, string>() };
    return {
      create(kind: keyof typeof names, { name }: { name: string }) {
        last += 1;
        kept[kind].set(last, name);
        return `${names[kind]} of ${name}: number ${last}`;
      },
      find: (kind: keyof typeof names, number: number) => kept[kind].get(number),
    };
  }

  test("whoever opens an account knows nothing of what is behind", () => {
    // mended: the article defines CurrentAccounts and makes CurrentAccount, gives SavingsAccount the instance of
    // whichever came first, passes a `complaint` that is not defined, and shows details as [object Object]
    const bank = accountManager();
    expect(bank.create("current", { name: "John" })).toBe("Current account of John: number 1");
    expect(bank.create("savings", { name: "Petter" })).toBe("Savings account of Petter: number 2");
    expect([bank.find("current", 1), bank.find("savings", 1), bank.find("savings", 2)]).toEqual(["John", undefined, "Petter"]);
  });
});

describe("adapter", () => {
  const answer = [{ symbol: "SIC DIVISION", exchange: "Agricultural services", volume: 42_232 }];

  test("a mapping says how rows are named for a chart", () => {
    // mended: the article maps symbol to category and exchange to name, and so swaps what it wanted
    expect(renamed(answer, { symbol: "name", exchange: "category", volume: "y" })).toEqual([
      { category: "Agricultural services", name: "SIC DIVISION", y: 42_232 },
    ]);
  });

  test("what the mapping does not name is left out", () => {
    // mended: the article gives it the name "undefined"
    expect(renamed(answer, { volume: "y" })).toEqual([{ y: 42_232 }]);
  });
});
