// The example as people use it: a guest books, signs up and finds the booking; somebody books with an address, and sets
// a password by the link of the mail, which the test hands in by a line.
import { createInterface } from "node:readline/promises";
import { check, fillIn, opened } from "./browser.mjs";

const { CINEMA_URL } = process.env;
const password = "correct horse battery staple";
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

async function booked(page, seats, contact = {}) {
  for (const seat of seats) await page.check(`[name=${seat}]`);
  for (const [name, value] of Object.entries(contact)) await page.fill(`[name=${name}]`, value);
  await page.click("#book");
  await page.waitForFunction(() => document.querySelector("#told").textContent.startsWith("Booked"));
}
const list = (page) => page.$$eval("#bookings li", (items) => items.map((item) => item.textContent));
const waitForBookings = (page, count) =>
  page.waitForFunction((n) => document.querySelectorAll("#bookings li").length === n, count);

await opened(async (page) => {
  await page.goto(CINEMA_URL);
  await page.waitForSelector("#book");
  await booked(page, ["A1", "A2"]);
  await waitForBookings(page, 1);
  check((await list(page))[0] === "Metropolis: A1, A2", "a guest books and sees the booking");
  check((await page.$("[name=A1]")) === null, "the seats are taken");

  await page.click("#signup");
  await page.waitForURL("**/u/signup**");
  await fillIn(page, { email: "guest@example.org", password });
  await page.waitForSelector("#logout");
  check((await page.textContent("#who")) === "You are guest@example.org.", "the guest signs up");
  await waitForBookings(page, 1);
  check((await list(page))[0] === "Metropolis: A1, A2", "and finds the booking");
  check((await page.evaluate(() => localStorage.getItem("cinema.guest"))) === null, "the guest is no more");
  await page.reload();
  await page.waitForSelector("#logout");
  await waitForBookings(page, 1);
  check(true, "after a reload somebody is still logged in");
  await page.click("#logout");
  await page.waitForSelector("#login");

  await booked(page, ["B1"], { email: "visitor@example.org", mobile: "+4915112345678" });
  check((await list(page)).length === 0, "a booking with an address is not shown to whoever made it");
  console.log("mail?");
  await page.goto((await lines.next()).value);
  await fillIn(page, { password });
  await page.waitForSelector("[role=status]");
  await page.goto(CINEMA_URL);
  await page.click("#login");
  await page.waitForURL("**/u/login**");
  await fillIn(page, { email: "visitor@example.org", password });
  await page.waitForSelector("#logout");
  await waitForBookings(page, 1);
  check((await list(page))[0] === "Metropolis: B1", "whoever has the mail finds the booking");
});
process.exit(0);
