import { expect, joinMeeting, test } from "./fixtures.ts";
import { expectToSeeAndHear } from "./see-and-hear.ts";
import { startServer } from "./server-under-test.ts";

test("with --lan, a phone opens the address that the terminal tells, and meets the computer", async ({
  newPerson,
}) => {
  test.slow();
  const server = await startServer({}, { flags: ["--lan"] });
  try {
    const told = /From a phone: +(https:\/\/[\d.]+:\d+)\s/.exec(server.output())?.[1];
    test.skip(told === undefined, "this machine has no network address; connect it to one");
    // Whoever accepted the browser's warning of the self-signed certificate.
    const phone = await newPerson({
      ignoreHTTPSErrors: true,
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
    });
    const computer = await newPerson({ ignoreHTTPSErrors: true });

    await phone.goto(told ?? "");
    await phone.getByRole("button", { name: "New meeting" }).click();
    await expect(phone).toHaveURL(/\/r\/[\w-]+$/);
    await joinMeeting(phone, phone.url(), "Ann");
    await joinMeeting(computer, `${server.url}${new URL(phone.url()).pathname}`, "Ben");

    for (const page of [phone, computer]) await expectToSeeAndHear(page, 1);
  } finally {
    await server.stop();
  }
});
