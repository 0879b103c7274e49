import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Problem } from "#components/ui/problem.tsx";
import { adminApi, type Refusal } from "./admin-api.ts";
import { useRefusalText } from "./refusal-text.ts";

/** Why nobody is signed in, not yet in words: they follow the language of the page. */
type SignInProblem = "missing" | "noCookie" | Refusal;

/** Says why nobody is signed in; `wrong` is what to say of a secret that is not the right one. */
function useSignInProblemText(wrong: string): (problem: SignInProblem) => string {
  const text = useText("admin");
  const refusalText = useRefusalText();
  return (problem) => {
    if (problem === "missing" || problem === "noCookie") return text(`signIn.${problem}`);
    if (problem.kind === "signed-out") return wrong;
    if (problem.kind === "throttled")
      return text("signIn.throttled", { minutes: Math.ceil(problem.retryAfterMs / 60_000) });
    return refusalText(problem);
  };
}

/** Signs in and makes sure that the browser kept the cookie. Null when it did, else what to tell. */
async function signInWith(
  secret: Parameters<typeof adminApi.signIn>[0],
): Promise<SignInProblem | null> {
  const answer = await adminApi.signIn(secret);
  if (!answer.ok) return answer;
  const session = await adminApi.session();
  if (!session.ok) return session;
  return session.value.signedIn ? null : "noCookie";
}

function SignInFrame({ children }: { children: ReactNode }) {
  const text = useText("admin");
  return (
    <div className="m-auto flex w-full max-w-md flex-col gap-5 py-12">
      <h1 className="font-semibold text-display tracking-tight">{text("title")}</h1>
      {children}
    </div>
  );
}

/** Nothing can be typed here: on a page over plain http it would be read on the way. */
export function InsecureSignIn() {
  const text = useText("admin");
  return (
    <SignInFrame>
      <Problem>{text("signIn.insecure")}</Problem>
    </SignInFrame>
  );
}

export function PasswordSignIn({
  expired,
  onSignedIn,
}: {
  expired: boolean;
  onSignedIn: () => void;
}) {
  const text = useText("admin");
  const problemText = useSignInProblemText(text("signIn.wrongPassword"));
  const [problem, setProblem] = useState<SignInProblem | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const password = field.current?.value ?? "";
    if (isBusy) return;
    setProblem(null);
    setIsBusy(true);
    const found = password === "" ? "missing" : await signInWith({ password });
    setIsBusy(false);
    if (found === null) return onSignedIn();
    setProblem(found);
    field.current?.focus();
    field.current?.select();
  }

  return (
    <SignInFrame>
      {expired && problem === null && <p role="status">{text("signIn.ended")}</p>}
      {/* By POST: before its script runs, a form would otherwise put the password into the address. */}
      <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
        <div className="flex flex-col gap-1">
          <label htmlFor={`${id}-password`} className="font-medium">
            {text("signIn.password")}
          </label>
          <input
            ref={field}
            id={`${id}-password`}
            name="password"
            type="password"
            autoComplete="current-password"
            aria-invalid={problem !== null}
            aria-describedby={`${id}-hint`}
            className={`field ${problem === null ? "" : "invalid"}`}
          />
          <p id={`${id}-hint`} className="text-small text-muted">
            {text("signIn.passwordHint")}
          </p>
        </div>
        {problem !== null && <Problem>{problemText(problem)}</Problem>}
        <Button type="submit" look="primary" aria-disabled={isBusy}>
          {isBusy ? text("signIn.submitting") : text("signIn.submit")}
        </Button>
      </form>
    </SignInFrame>
  );
}

export function LinkSignIn({
  code,
  expired,
  onSignedIn,
}: {
  /** From the link that was opened; null when the page was opened without one. */
  code: string | null;
  expired: boolean;
  onSignedIn: () => void;
}) {
  const text = useText("admin");
  const problemText = useSignInProblemText(text("signIn.wrongCode"));
  const [problem, setProblem] = useState<SignInProblem | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const [newLink, setNewLink] = useState(false);
  const [wasRefused, setWasRefused] = useState(false);
  // Only another link helps then; after other problems this one may still be good.
  const isVoid = code === null || wasRefused;

  async function spend(oneTimeCode: string) {
    if (isBusy) return;
    setProblem(null);
    setNewLink(false);
    setIsBusy(true);
    const found = await signInWith({ oneTimeCode });
    setIsBusy(false);
    if (found === null) return onSignedIn();
    setWasRefused(typeof found === "object" && found.kind === "signed-out");
    setProblem(found);
  }

  async function makeNew() {
    const answer = await adminApi.newLink();
    setNewLink(answer.ok);
    if (!answer.ok) setProblem(answer);
  }

  return (
    <SignInFrame>
      {expired && problem === null && <p role="status">{text("signIn.ended")}</p>}
      {code === null ? (
        <>
          <p>{text("signIn.linkNeeded")}</p>
          <p>{text("signIn.linkWhere")}</p>
        </>
      ) : (
        !isVoid && <p>{text("signIn.linkReady")}</p>
      )}
      {problem !== null && !newLink && <Problem>{problemText(problem)}</Problem>}
      <p role="status" className="text-good empty:hidden">
        {newLink ? text("signIn.newLinkMade") : ""}
      </p>
      <div className="flex flex-wrap gap-3">
        {code !== null && !isVoid && (
          <Button look="primary" aria-disabled={isBusy} onClick={() => void spend(code)}>
            {isBusy ? text("signIn.submitting") : text("signIn.submit")}
          </Button>
        )}
        {isVoid && <Button onClick={() => void makeNew()}>{text("signIn.newLink")}</Button>}
      </div>
    </SignInFrame>
  );
}
