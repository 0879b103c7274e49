"use client";

import { useCallback, useEffect, useState } from "react";
import { useText } from "#components/text/use-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Problem } from "#components/ui/problem.tsx";
import type { AdminSession } from "#protocol/admin.ts";
import { adminApi } from "./admin-api.ts";
import { Dashboard } from "./dashboard.tsx";
import { useOneTimeCode } from "./one-time-code.ts";
import { InsecureSignIn, LinkSignIn, PasswordSignIn } from "./sign-in.tsx";

type Stage =
  | { readonly at: "loading" }
  | { readonly at: "unreachable" }
  | { readonly at: "signed-out"; readonly session: AdminSession; readonly expired: boolean }
  /** `fresh`: by the form that the focus was in a moment ago. */
  | { readonly at: "signed-in"; readonly fresh: boolean };

/** The administrator's page: signing in, then the dashboard, then out again. */
export function AdminScreen() {
  const text = useText("admin");
  const [stage, setStage] = useState<Stage>({ at: "loading" });
  const [isExpired, setIsExpired] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const { code, forget } = useOneTimeCode();

  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
  useEffect(() => {
    const question = new AbortController();
    void adminApi.session(question.signal).then((answer) => {
      if (question.signal.aborted) return;
      if (!answer.ok) setStage({ at: "unreachable" });
      else if (answer.value.signedIn) setStage({ at: "signed-in", fresh: false });
      else setStage({ at: "signed-out", session: answer.value, expired: isExpired });
    });
    return () => question.abort();
  }, [attempt]);

  const signedIn = useCallback(() => {
    forget();
    setStage({ at: "signed-in", fresh: true });
  }, [forget]);
  const signedOut = useCallback((options?: { expired: boolean }) => {
    setIsExpired(options?.expired ?? false);
    setStage({ at: "loading" });
    setAttempt((count) => count + 1);
  }, []);

  switch (stage.at) {
    case "loading":
      return (
        <div className="m-auto text-center">
          <h1 className="sr-only">{text("title")}</h1>
          <p className="text-muted">{text("loading")}</p>
        </div>
      );
    case "unreachable":
      return (
        <div className="m-auto">
          <h1 className="sr-only">{text("title")}</h1>
          <Problem
            action={
              <Button size="small" onClick={() => setAttempt((count) => count + 1)}>
                {text("tryAgain")}
              </Button>
            }
          >
            {text("failed.unreachable")}
          </Problem>
        </div>
      );
    case "signed-in":
      return <Dashboard takesFocus={stage.fresh} onSignedOut={signedOut} />;
    case "signed-out": {
      if (stage.session.insecure) return <InsecureSignIn />;
      const { expired } = stage;
      return stage.session.method === "password" ? (
        <PasswordSignIn expired={expired} onSignedIn={signedIn} />
      ) : (
        // Keyed by the code: what was said of another link does not hold for this one.
        <LinkSignIn key={code} code={code} expired={expired} onSignedIn={signedIn} />
      );
    }
  }
}
